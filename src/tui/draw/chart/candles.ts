import { type Bars, lowerBound } from '../../../market/bars.ts'
import type { ChartState } from '../../state.ts'

/** The bars that a chart shows, a slot each; a slot is one bar, or several that share a column. Columns are as long as `length`. */
export interface Candles {
  length: number
  /** Bars in a slot. */
  merged: number
  /** Cells from one slot to the next. */
  spacing: number
  /** Slots that would fit, bars or not. */
  room: number
  /** First row and the row after the last of each slot. */
  from: Int32Array
  to: Int32Array
  open: Float64Array
  high: Float64Array
  low: Float64Array
  close: Float64Array
  volume: Float64Array
}

/** Cells between candles grow to this at most. */
const WIDEST = 3

/**
 * The slots of a plot. With fewer columns than asked bars, several neighbours share a slot; which ones depends on their rows alone, so that a new bar does not
 * redraw the past. Time in which nothing traded takes no room.
 * @param width cells for candles
 */
export function candlesOf(bars: Bars, { bars: asked, end }: Pick<ChartState, 'bars' | 'end'>, width: number): Candles {
  const wanted = Math.max(1, Math.floor(asked))
  const merged = Math.max(1, Math.ceil(wanted / Math.max(1, width)))
  const spacing = Math.min(WIDEST, Math.max(1, Math.floor(width / wanted)))
  const room = Math.max(0, Math.floor((width + spacing - 1) / spacing))
  const after = endRow(bars, end)
  const last = after === 0 ? -1 : Math.floor((after - 1) / merged)
  const first = Math.max(0, last - room + 1)
  const made = emptyCandles(Math.max(0, last - first + 1), merged, spacing, room)
  for (let slot = 0; slot < made.length; slot++) {
    const from = (first + slot) * merged
    fill(made, slot, bars, from, Math.min(from + merged, after))
  }
  return made
}

/** The row after the last one shown. */
function endRow(bars: Bars, end: number | null): number {
  return end === null
    ? bars.length
    : Math.min(bars.length, Math.max(Math.min(1, bars.length), lowerBound(bars.time, bars.length, end + 1)))
}

function emptyCandles(length: number, merged: number, spacing: number, room: number): Candles {
  const values = () => new Float64Array(length)
  return {
    ...{ length, merged, spacing, room },
    from: new Int32Array(length),
    to: new Int32Array(length),
    ...{ open: values(), high: values(), low: values(), close: values(), volume: values() },
  }
}

function fill(candles: Candles, slot: number, bars: Bars, from: number, to: number): void {
  let [high, low, volume] = [bars.high[from], bars.low[from], 0]
  for (let row = from; row < to; row++) {
    if (bars.high[row] > high) high = bars.high[row]
    if (bars.low[row] < low) low = bars.low[row]
    volume += bars.volume[row]
  }
  candles.from[slot] = from
  candles.to[slot] = to
  candles.open[slot] = bars.open[from]
  candles.high[slot] = high
  candles.low[slot] = low
  candles.close[slot] = bars.close[to - 1]
  candles.volume[slot] = volume
}

/** The slot that holds a row; -1 when it is not shown. */
export function slotOfRow(candles: Candles, row: number): number {
  if (candles.length === 0 || row < candles.from[0] || row >= candles.to[candles.length - 1]) return -1
  return Math.floor(row / candles.merged) - Math.floor(candles.from[0] / candles.merged)
}

/** The slot of an instant: that of the bar in which it lies; -1 before the first. */
export function slotOfTime(candles: Candles, bars: Bars, at: number): number {
  const row = lowerBound(bars.time, bars.length, at + 1) - 1
  return row < 0 ? -1 : slotOfRow(candles, row)
}
