import type { Instant } from '../../core/time.ts'
import type { Calendar } from '../../market/calendar/calendar.ts'
import { bySource, rankOf } from '../../market/source-rank.ts'
import { isIntraday, TIMEFRAME_MS, type Timeframe } from '../../market/timeframe.ts'
import type { SeriesInfo, Store } from '../../ports/store.ts'

export type BarSeries = SeriesInfo & { kind: 'bars'; timeframe: Timeframe }

/** Series of a symbol, the source that is read first in front. */
export function seriesOf<K extends SeriesInfo['kind']>(store: Store, symbol: string, kind: K): (SeriesInfo & { kind: K })[] {
  return bySource(store.series(symbol).filter((one): one is SeriesInfo & { kind: K } => one.kind === kind))
}

/** True when bars of one timeframe can be made of another's. */
export function canDerive(from: Timeframe, to: Timeframe): boolean {
  if (TIMEFRAME_MS[from] >= TIMEFRAME_MS[to]) return false
  return !isIntraday(to) || TIMEFRAME_MS[to] % TIMEFRAME_MS[from] === 0
}

/**
 * Series that can answer for a timeframe, best first: the one whose rows reach nearest to `end` (by trading date), so that old imports
 * do not hide newer rows; then by source, then the timeframe itself before finer ones, then the coarsest of those.
 */
export function candidates(
  store: Store,
  series: BarSeries[],
  timeframe: Timeframe,
  end: Instant,
  calendar: Calendar,
): BarSeries[] {
  return series
    .filter((one) => one.timeframe === timeframe || canDerive(one.timeframe, timeframe))
    .map((one) => ({ one, reach: reach(store, one, end, calendar) }))
    .filter(({ reach }) => reach !== null)
    .sort((a, b) => {
      const nearer = b.reach! - a.reach!
      const preferred = rankOf(a.one.source) - rankOf(b.one.source)
      return nearer || preferred || TIMEFRAME_MS[b.one.timeframe] - TIMEFRAME_MS[a.one.timeframe]
    })
    .map(({ one }) => one)
}

/** Trading date of the newest row before `end`; null when every row is later. */
function reach(store: Store, series: BarSeries, end: Instant, calendar: Calendar): number | null {
  if (series.from >= end) return null
  const newest = series.to < end ? series.to : store.bars.load(series, { to: end, limit: 1 })!.time[0]
  return calendar.dateOf(newest)
}
