import type { Instant } from '../../core/time.ts'
import { type BarRow, type Bars, barAt } from '../bars.ts'
import { SETS_HIGH_LOW, SETS_OPEN_CLOSE, SETS_VOLUME } from './print-rules.ts'
import type { FormingBar } from './types.ts'

/** A minute while its prints are added up. `openTime`, `closeTime`: stamps of the prints that set open and close. */
export interface Minute extends FormingBar {
  traded: number
  openTime: Instant
  closeTime: Instant
}

/** A minute to be started. */
export function emptyMinute(): Minute {
  return {
    time: Number.NaN,
    open: 0,
    high: 0,
    low: 0,
    close: 0,
    volume: 0,
    prints: 0,
    vwap: 0,
    traded: 0,
    openTime: 0,
    closeTime: 0,
  }
}

/** An empty minute at its open. */
export function startMinute(minute: Minute, time: Instant): void {
  minute.time = time
  minute.open = Number.NaN
  minute.high = Number.NEGATIVE_INFINITY
  minute.low = Number.POSITIVE_INFINITY
  minute.close = Number.NaN
  minute.volume = 0
  minute.prints = 0
  minute.vwap = Number.NaN
  minute.traded = 0
  minute.openTime = Number.POSITIVE_INFINITY
  minute.closeTime = Number.NEGATIVE_INFINITY
}

/** Adds a print, in whatever order they come: the earliest sets the open, the latest the close, of equal stamps the first and the last to come. */
export function addPrint(minute: Minute, time: Instant, price: number, size: number, sets: number): void {
  if ((sets & SETS_VOLUME) !== 0) {
    minute.volume += size
    minute.traded += price * size
    minute.prints++
    if (minute.volume > 0) minute.vwap = minute.traded / minute.volume
  }
  if ((sets & SETS_HIGH_LOW) !== 0) {
    if (price > minute.high) minute.high = price
    if (price < minute.low) minute.low = price
  }
  if ((sets & SETS_OPEN_CLOSE) === 0) return
  if (time < minute.openTime) {
    minute.open = price
    minute.openTime = time
  }
  if (time >= minute.closeTime) {
    minute.close = price
    minute.closeTime = time
  }
}

/** A row of bars as a minute that no print can be added to. */
export function minuteOf(bars: Bars, row: number): Minute {
  return {
    ...barAt(bars, row),
    traded: Number.NaN,
    openTime: Number.NaN,
    closeTime: Number.NaN,
  }
}

/** Prices and counts equal; a vendor rounds the vwap. */
export function isSameBar(bars: Bars, row: number, bar: BarRow): boolean {
  return (
    bars.open[row] === bar.open &&
    bars.high[row] === bar.high &&
    bars.low[row] === bar.low &&
    bars.close[row] === bar.close &&
    bars.volume[row] === bar.volume &&
    (bars.prints![row] === bar.prints || Number.isNaN(bar.prints))
  )
}
