import type { Bars } from '../../../market/bars.ts'
import { newYorkClock } from '../../../market/calendar/new-york.ts'
import { priceDigits } from '../../../market/price-digits.ts'
import { isIntraday } from '../../../market/timeframe.ts'
import { type Area, putCode, write } from '../../canvas.ts'
import { BOLD, INVERSE, MEANING } from '../../styles.ts'
import { day } from '../numbers.ts'
import type { Candles } from './candles.ts'
import { rowOf, type Scale, stepDigits, ticksOf } from './scale.ts'
import { timeMarks } from './times.ts'

/** A price at the axis that goes before round ones. */
export interface AxisPrice {
  price: number
  text: string
  style: number
}

/** Rows between round prices. */
const APART = 2

/** Prices right of the plot: the marked ones, each on its row, and round ones where rows are left. */
export function drawPriceAxis(axis: Area, scale: Scale, marked: readonly AxisPrice[], symbol: string): void {
  const taken = new Set<number>()
  for (const { price, text, style } of marked) {
    const y = rowOf(scale, price)
    if (taken.has(y) || y < 0 || y >= axis.height) continue
    taken.add(y)
    label(axis, y, text, style)
  }
  for (const { price, text } of tickLabels(scale, symbol)) {
    const y = rowOf(scale, price)
    if (y < 0 || y >= axis.height || taken.has(y)) continue
    taken.add(y)
    label(axis, y, text, MEANING.muted)
  }
}

/** The round prices of a scale as they are written at it. */
export function tickLabels(scale: Scale, symbol: string): { price: number; text: string }[] {
  const { step, prices } = ticksOf(scale, APART)
  return prices.map((price) => {
    const digits = Math.max(stepDigits(step), priceDigits(price, symbol) === 2 ? 2 : Math.min(priceDigits(price, symbol), 4))
    return { price, text: price.toFixed(digits) }
  })
}

/** A number is shown whole or not at all. */
function label(axis: Area, y: number, text: string, style: number): void {
  if (text.length <= axis.width) write(axis, 0, y, text, style)
}

/** Times under the plot, dates louder; the bar in progress is marked, the time under the crosshair goes before the others. */
export function drawTimeAxis(
  axis: Area,
  candles: Candles,
  bars: Bars,
  { forming, cross }: { forming: boolean; cross: number },
): void {
  const last = (candles.length - 1) * candles.spacing
  const at = cross < 0 ? null : bars.time[candles.from[cross]]
  const crossed = at === null ? '' : isIntraday(bars.timeframe) ? newYorkClock(at) : day(at)
  const crossX = Math.max(0, Math.min(axis.width - crossed.length, cross * candles.spacing - 2))
  for (const { slot, text, turn } of timeMarks(candles, bars)) {
    const x = slot * candles.spacing
    const free = (from: number, to: number) => x >= to || x + text.length <= from
    if (x + text.length > axis.width || (forming && !free(last - 1, last + 1))) continue
    if (crossed === '' || free(crossX - 1, crossX + crossed.length + 1)) write(axis, x, 0, text, turn ? BOLD : MEANING.muted)
  }
  if (forming && candles.length > 0) putCode(axis, last, 0, '▴'.charCodeAt(0), MEANING.accent)
  write(axis, crossX, 0, crossed, MEANING.crosshair | INVERSE)
}
