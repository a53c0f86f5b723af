/** Room above and below the data, as a share of its range. */
const ROOM = 0.06

/** Lowest and highest of what is a number, with some room; null when nothing is. */
export function rangeOf(values: Iterable<number | null | undefined>, room = ROOM): { low: number; high: number } | null {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const value of values) {
    if (value === null || value === undefined || !Number.isFinite(value)) continue
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  if (low > high) return null
  if (low === high) {
    const half = Math.abs(low) * 0.01 || 1
    return { low: low - half, high: high + half }
  }
  const more = (high - low) * room
  return { low: low - more, high: high + more }
}

/** Round values inside the range, 1, 2 or 5 times a power of ten apart, about so many. */
export function ticksOf(low: number, high: number, about: number): number[] {
  const rough = (high - low) / about
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = power * ([1, 2, 5, 10].find((one) => one * power >= rough) ?? 10)
  if (!(step > 0) || !Number.isFinite(step)) return [low]
  const first = Math.ceil(low / step)
  const count = Math.floor(high / step) - first + 1
  return Array.from({ length: Math.max(0, Math.min(count, 50)) }, (_, i) => (first + i) * step)
}

/** Digits that keep ticks of this range apart. */
export function digitsOf(low: number, high: number): number {
  const size = high - low
  if (!(size > 0)) return 2
  return Math.max(0, Math.min(8, 1 - Math.floor(Math.log10(size / 5))))
}

const UNITS = [
  [1e12, 'T'],
  [1e9, 'B'],
  [1e6, 'M'],
  [1e3, 'k'],
] as const

/** `1.25M`: a count in few signs. */
export function short(value: number): string {
  for (const [size, unit] of UNITS) {
    if (Math.abs(value) >= size) return `${Number((value / size).toPrecision(3))}${unit}`
  }
  return String(Number(value.toPrecision(3)))
}

/** Writes values of this range in one unit, with the digits that keep its ticks apart: `100.2k`. */
export function amounts(low: number, high: number): (value: number) => string {
  const most = Math.max(Math.abs(low), Math.abs(high))
  const [size, unit] = UNITS.find(([one]) => most >= one) ?? [1, '']
  const digits = digitsOf(low / size, high / size)
  // Thousandths of a million that differ in the sixth digit read worse than what they are.
  if (digits > 4) return (value) => value.toFixed(digitsOf(low, high))
  return (value) => `${(value / size).toFixed(digits)}${unit}`
}

/** A fraction as percent. */
export function percent(value: number): string {
  if (value === 0) return '0%'

  const text = (value * 100).toFixed(Math.abs(value) < 0.1 ? 1 : 0)
  return `${value > 0 ? '+' : ''}${text}%`
}

/** Positions from top to bottom that lie at least so far apart and inside the bounds, each as near as can be to where it belongs. */
export function apart(wanted: readonly number[], distance: number, top: number, bottom: number): number[] {
  const order = wanted.map((_, i) => i).sort((a, b) => wanted[a] - wanted[b])
  const placed = [...wanted]
  let before = top - distance
  for (const i of order) {
    placed[i] = Math.max(placed[i], before + distance)
    before = placed[i]
  }
  let after = bottom + distance
  for (const i of order.toReversed()) {
    placed[i] = Math.min(placed[i], after - distance)
    after = placed[i]
  }
  return placed
}
