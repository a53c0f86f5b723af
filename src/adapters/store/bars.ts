import type { Instant } from '../../core/time.ts'
import { closedCount, regularOnly } from '../../market/bar-times.ts'
import { type Bars, lowerBound, sliceBars } from '../../market/bars.ts'
import { type Calendar, calendarFor } from '../../market/calendar/calendar.ts'
import { resample } from '../../market/resample.ts'
import { isIntraday, TIMEFRAME_MS } from '../../market/timeframe.ts'
import type { BarsQuery } from '../../ports/market-data.ts'
import type { Store } from '../../ports/store.ts'
import { type BarSeries, candidates, seriesOf } from './candidates.ts'
import { withCountedPrints } from './count-prints.ts'
import { noBars } from './missing.ts'
import { splitAdjusted } from './splits.ts'

/** Bars from the best series that has any for the query, finer ones resampled; throws `not-found` or `no-data` naming what is there. */
export function loadBars(store: Store, query: BarsQuery): Bars {
  const calendar = calendarFor(query.symbol)
  const series = seriesOf(store, query.symbol, 'bars') as BarSeries[]
  for (const one of candidates(store, series, query.timeframe, Math.min(query.to, query.asOf), calendar)) {
    const bars = one.timeframe === query.timeframe ? exact(store, one, query, calendar) : derived(store, one, query, calendar)
    if (bars.length > 0) return bars
  }
  throw noBars(store, query)
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
