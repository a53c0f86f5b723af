import type { Instant } from '../core/time.ts'
import type { Timeframe } from './timeframe.ts'

/** One column of doubles over shared memory, so that workers read it without a copy. */
export type Column = Float64Array<ArrayBufferLike>

/**
 * OHLCV bars of one symbol as columns, ascending in time, valid in `[0, length)`.
 * `time` is the bar's open in epoch milliseconds; prices in the symbol's currency; volume in units.
 * `prints` (prints in the bar) and `vwap` are null when the source has none, NaN where one bar lacks it.
 * Columns may be longer than `length`: a live series is the same arrays with spare room.
 * `adjustment` says whether prices and volumes before a split were brought to the count of shares after it; absent = as the source gave them.
 * `staleSince`: when the bars were fetched, if the vendor failed and an old answer stands in; null or absent when they are fresh.
 */
export interface Bars {
  symbol: string
  timeframe: Timeframe
  source: string
  feed: string
  length: number
  time: Column
  open: Column
  high: Column
  low: Column
  close: Column
  volume: Column
  prints: Column | null
  vwap: Column | null
  adjustment?: 'none' | 'splits'
  staleSince?: Instant | null
}

/** The identity of a series; one store holds several sources of one symbol apart. */
export type BarsHead = Pick<Bars, 'symbol' | 'timeframe' | 'source' | 'feed' | 'adjustment'>

/** One bar as a record, for the edges. `time` is its open; `prints` and `vwap` are NaN where unknown. */
export interface BarRow {
  time: Instant
  open: number
  high: number
  low: number
  close: number
  volume: number
  prints: number
  vwap: number
}

export const BAR_COLUMNS = ['time', 'open', 'high', 'low', 'close', 'volume'] as const
export const OPTIONAL_COLUMNS = ['prints', 'vwap'] as const

/** A zeroed column over shared memory. */
export function column(capacity: number): Column {
  return new Float64Array(new SharedArrayBuffer(capacity * 8))
}

/** Empty bars with room for `capacity`; optional columns only when asked for. */
export function createBars(head: BarsHead, capacity: number, optional: { prints?: boolean; vwap?: boolean } = {}): Bars {
  return {
    symbol: head.symbol,
    timeframe: head.timeframe,
    source: head.source,
    feed: head.feed,
    ...(head.adjustment && { adjustment: head.adjustment }),
    length: 0,
    time: column(capacity),
    open: column(capacity),
    high: column(capacity),
    low: column(capacity),
    close: column(capacity),
    volume: column(capacity),
    prints: optional.prints ? column(capacity) : null,
    vwap: optional.vwap ? column(capacity) : null,
  }
}

/** A view of rows `[from, to)` that shares the columns. */
export function sliceBars(bars: Bars, from: number, to: number): Bars {
  const end = Math.min(to, bars.length)
  const start = Math.max(0, Math.min(from, end))
  return {
    ...bars,
    length: end - start,
    time: bars.time.subarray(start, end),
    open: bars.open.subarray(start, end),
    high: bars.high.subarray(start, end),
    low: bars.low.subarray(start, end),
    close: bars.close.subarray(start, end),
    volume: bars.volume.subarray(start, end),
    prints: bars.prints?.subarray(start, end) ?? null,
    vwap: bars.vwap?.subarray(start, end) ?? null,
  }
}

/** A row of bars as a record of its own: it stays what it was when the row changes. */
export function barAt(bars: Bars, row: number): BarRow {
  return {
    time: bars.time[row],
    open: bars.open[row],
    high: bars.high[row],
    low: bars.low[row],
    close: bars.close[row],
    volume: bars.volume[row],
    prints: bars.prints?.[row] ?? Number.NaN,
    vwap: bars.vwap?.[row] ?? Number.NaN,
  }
}

/** Index of the first row in `[0, length)` whose time is at or after `at` (length when none). */
export function lowerBound(time: Column, length: number, at: number): number {
  let low = 0
  let high = length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (time[middle] < at) low = middle + 1
    else high = middle
  }
  return low
}
