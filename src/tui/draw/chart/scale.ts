/** Prices to places of a plot: `top` at its upper edge, `bottom` at its lower one. */
export interface Scale {
  top: number
  bottom: number
  rows: number
}

/** A wish is shown when it is no farther off than this share of the distance between the extremes. */
const REACH = 0.35
/** Room above and below the extremes, as a share of their distance. */
const MARGIN = 0.04
/** Prices that never moved still need a scale: this share of the price to each side. */
const FLAT = 0.002

/** A scale that shows `low` to `high`, and each wish (a stop, a target) that would not squeeze the rest too much. */
export function scaleOf(low: number, high: number, wishes: readonly number[], rows: number): Scale {
  const span = high - low || Math.abs(high) * FLAT * 2 || 1
  let [bottom, top] = high > low ? [low, high] : [low - span / 2, high + span / 2]
  const near = wishes.filter((one) => one >= low - span * REACH && one <= high + span * REACH)
  for (const one of near) {
    bottom = Math.min(bottom, one)
    top = Math.max(top, one)
  }
  const margin = (top - bottom) * MARGIN
  return { top: top + margin, bottom: bottom - margin, rows }
}

/** Distance below the upper edge in parts of a row: 2 for half cells, 4 for dots of braille. Not cut to the plot. */
export function levelOf({ top, bottom, rows }: Scale, price: number, parts: number): number {
  return ((top - price) / (top - bottom)) * rows * parts
}

/** The row of a price; outside `[0, rows)` when it is not shown. */
export function rowOf(scale: Scale, price: number): number {
  return Math.floor(levelOf(scale, price, 1))
}

/** The rows that a candle from `high` to `low` touches, rounded as its signs are. */
export function candleRows(scale: Scale, high: number, low: number): [number, number] {
  const [from, to] = [Math.round(levelOf(scale, high, 2)), Math.round(levelOf(scale, low, 2))]
  return [Math.floor(from / 2), Math.floor(Math.max(from, to - 1) / 2)]
}

/** Prices to write at the axis: multiples of 1, 2 or 5 times a power of ten, at least `apart` rows from each other. */
export function ticksOf(scale: Scale, apart: number): { step: number; prices: number[] } {
  const least = ((scale.top - scale.bottom) / Math.max(1, scale.rows)) * apart
  const power = 10 ** Math.floor(Math.log10(least))
  const step = [1, 2, 5, 10].map((one) => one * power).find((one) => one >= least * 0.999) ?? 10 * power
  const prices: number[] = []
  for (let i = Math.ceil(scale.bottom / step); i * step <= scale.top && prices.length < scale.rows; i++) prices.push(i * step)
  return { step, prices }
}

/** Decimals that tell multiples of a step apart. */
export function stepDigits(step: number): number {
  return Math.max(0, Math.min(8, -Math.floor(Math.log10(step * 1.000001))))
}
