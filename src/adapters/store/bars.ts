import type { Instant } from '../../core/time.ts'
import { closedCount, regularOnly } from '../../market/bar-times.ts'
import { BAR_COLUMNS, type Bars, createBars, lowerBound, OPTIONAL_COLUMNS, sliceBars } from '../../market/bars.ts'
import { type Calendar, calendarFor } from '../../market/calendar/calendar.ts'
import { resample } from '../../market/resample.ts'
import { isIntraday, TIMEFRAME_MS } from '../../market/timeframe.ts'
import type { BarsQuery } from '../../ports/market-data.ts'
import type { Store } from '../../ports/store.ts'
import { type BarSeries, candidates, seriesOf } from './candidates.ts'
import { withCountedPrints } from './count-prints.ts'
import { noBars } from './missing.ts'
import { splitAdjusted } from './splits.ts'

/** Missing sessions over which stored bars and newer ones made of finer rows still are one series. */
const BRIDGE = 10

/**
 * Bars from the best series that has any for the query, finer ones resampled; throws `not-found` or `no-data` naming what is there.
 * Where finer rows reach further than coarser ones of the same source that begin earlier, both answer: the coarser, then what came after.
 */
export function loadBars(store: Store, query: BarsQuery): Bars {
  const calendar = calendarFor(query.symbol)
  const series = seriesOf(store, query.symbol, 'bars') as BarSeries[]
  const order = candidates(store, series, query.timeframe, Math.min(query.to, query.asOf), calendar)
  const read = (one: BarSeries) => (one.timeframe === query.timeframe ? exact : derived)(store, one, query, calendar)
  for (const one of order) {
    const newer = read(one)
    if (newer.length === 0) continue
    const longer = order.find((other) => other.source === one.source && isCoarser(other, one) && other.from < one.from)
    const older = longer ? read(longer) : newer
    return older === newer || older.length === 0 ? newer : joined(older, newer, query, calendar)
  }
  throw noBars(store, query)
}

function isCoarser(a: BarSeries, b: BarSeries): boolean {
  return TIMEFRAME_MS[a.timeframe] > TIMEFRAME_MS[b.timeframe]
}

/** Stored bars with the newer ones behind them; over a hole only one side can answer: the newer for its newest rows, else the longer. */
function joined(older: Bars, newer: Bars, query: BarsQuery, calendar: Calendar): Bars {
  const last = calendar.dateOf(older.time[older.length - 1])
  let start = 0
  while (start < newer.length && calendar.dateOf(newer.time[start]) <= last) start++
  if (start === newer.length) return older
  const tail = sliceBars(newer, start, newer.length)
  if (sessionsBetween(calendar, last, calendar.dateOf(tail.time[0])) <= BRIDGE)
    return newest(concatenated(older, tail), query.limit)
  return query.limit === undefined && older.length > newer.length ? older : newer
}

/** Sessions after one date and before another; counting ends where it is enough. */
function sessionsBetween(calendar: Calendar, from: number, to: number): number {
  let count = 0
  for (let date = from + 1; date < to && count <= BRIDGE; date++) if (calendar.day(date).regular) count++
  return count
}

function concatenated(a: Bars, b: Bars): Bars {
  const bars = createBars(a, a.length + b.length, {
    prints: a.prints !== null && b.prints !== null,
    vwap: a.vwap !== null && b.vwap !== null,
  })
  bars.length = a.length + b.length
  for (const name of [...BAR_COLUMNS, ...OPTIONAL_COLUMNS]) {
    const [left, right, into] = [a[name], b[name], bars[name]]
    if (!left || !right || !into) continue
    into.set(left.subarray(0, a.length))
    into.set(right.subarray(0, b.length), a.length)
  }
  const adjusted = a.adjustment === 'splits' || b.adjustment === 'splits'
  return { ...bars, adjustment: adjusted ? 'splits' : 'none', feed: a.feed === b.feed ? a.feed : `${a.feed},${b.feed}` }
}

function exact(store: Store, series: BarSeries, query: BarsQuery, calendar: Calendar): Bars {
  const regular = isRegularIntraday(query)
  // One row more than asked: the newest may not have closed by the as-of.
  const limit = query.limit === undefined || regular ? undefined : query.limit + 1
  const bars = closedRows(store, series, { ...query, limit }, calendar)
  return newest(regular ? regularOnly(bars, calendar) : bars, query.limit)
}

/** Coarser bars out of a finer series. Rows past `to` are read where they belong to a bar that opens before it. */
function derived(store: Store, series: BarSeries, query: BarsQuery, calendar: Calendar): Bars {
  const span = TIMEFRAME_MS[query.timeframe]
  // Room for the newest bars that fall away (not closed, past `to`) and for an oldest one that the limit cuts in two.
  const rows = query.limit === undefined ? undefined : (query.limit + 4) * (span / TIMEFRAME_MS[series.timeframe])
  const limit = isRegularIntraday(query) ? undefined : rows
  const fine = closedRows(store, series, { ...query, to: query.to + span, limit }, calendar)
  const coarse = resample(fine, query.timeframe, calendar, { session: query.session })
  const start = lowerBound(coarse.time, coarse.length, query.from)
  const end = Math.min(closedCount(coarse, calendar, query.asOf), lowerBound(coarse.time, coarse.length, query.to))
  return { ...newest(sliceBars(coarse, start, end), query.limit), adjustment: fine.adjustment }
}

/** Rows of other phases drop out after they were read, so that a limit cannot be handed on. */
function isRegularIntraday(query: BarsQuery): boolean {
  return query.session === 'regular' && isIntraday(query.timeframe)
}

/** Raw rows that had closed by the as-of, as people read them: splits applied, prints counted. */
function closedRows(
  store: Store,
  series: BarSeries,
  query: { from: Instant; to: Instant; asOf: Instant; limit?: number; raw?: boolean },
  calendar: Calendar,
): Bars {
  const { from, to, asOf, limit } = query
  const bars = store.bars.load(series, { from, to: Math.min(to, asOf), limit })!
  const closed = sliceBars(bars, 0, closedCount(bars, calendar, asOf))
  const labelled: Bars = { ...closed, source: 'store', adjustment: 'none' }
  const counted = withCountedPrints(store, series, labelled)
  return query.raw ? counted : splitAdjusted(store, series, counted, asOf, calendar)
}

function newest(bars: Bars, limit = Number.POSITIVE_INFINITY): Bars {
  return bars.length > limit ? sliceBars(bars, bars.length - limit, bars.length) : bars
}
