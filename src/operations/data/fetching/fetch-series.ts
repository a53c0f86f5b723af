import { OpenbellError } from '../../../core/errors.ts'
import { isoDate } from '../../../core/time.ts'
import type { Bars } from '../../../market/bars.ts'
import { calendarFor } from '../../../market/calendar/calendar.ts'
import { isSimulated, keptFeed } from '../../../market/feeds.ts'
import type { Timeframe } from '../../../market/timeframe.ts'
import type { MarketDataSource } from '../../../ports/market-data.ts'
import type { SeriesKey, Store } from '../../../ports/store.ts'
import { breathe } from '../../common/breathe.ts'
import type { Context } from '../../context.ts'
import { fetchActions } from './fetch-actions.ts'
import { answeredUntil, type FetchRequest, missingUnits, slices, type Unit, wantedUnits } from './wanted.ts'

/** What a series needs, decided from the store alone. */
export interface FetchPlan {
  request: FetchRequest
  key: SeriesKey
  units: Unit[]
  slices: Unit[][]
}

/** What became of it. `rows = stored + duplicates + conflicts`, of what the source sent now. */
export interface FetchedSeries {
  symbol: string
  timeframe: Timeframe
  from: string
  to: string
  rows: number
  stored: number
  duplicates: number
  /** Rows that the store holds with other values: the source has changed its past; the stored ones stand. */
  conflicts: number
  requests: number
}

/** The slices that a source must be asked for: neither stored in full nor asked for before. */
export function planFetch(store: Store, source: string, request: FetchRequest): FetchPlan {
  const { symbol, timeframe, first, last, asOf } = request
  const key = { symbol, timeframe, source }
  const units = wantedUnits(calendarFor(symbol), timeframe, first, last, asOf)
  const stored = units.length > 0 ? store.bars.load(key, { from: units[0].from, to: units[units.length - 1].to }) : null
  const missing = missingUnits(units, stored, store.fetched.list(key))
  return { request, key, units, slices: slices(units, missing, timeframe) }
}

/**
 * Fetches a plan's slices, oldest first, each stored before the next is asked for, so that an interruption loses one slice at most.
 * A slice without bars is noted and not asked for again once its sessions are over. Throws `no-data` when the range holds nothing at all.
 */
export async function fetchPlan(
  context: Context,
  store: Store,
  source: MarketDataSource,
  plan: FetchPlan,
  onSlice: () => void,
): Promise<FetchedSeries> {
  const { request, key } = plan
  const { symbol, timeframe, first, last } = request
  refuseAnotherMarket(context, store, key)
  const total = { rows: 0, stored: 0, duplicates: 0, conflicts: 0, requests: 0 }
  for (const slice of plan.slices) {
    await breathe(context.signal)
    const bars = await ask(source, request, slice, context.signal)
    total.requests++
    if (bars) {
      const { stored, duplicates, conflicts } = store.bars.append({
        ...bars,
        source: source.name,
        feed: keptFeed(bars.feed, context.settings.seed),
      })
      total.rows += bars.length
      total.stored += stored
      total.duplicates += duplicates
      total.conflicts += conflicts.length
    }
    noteAnswered(store, key, plan.units, slice)
    onSlice()
  }
  if (total.rows === 0 && isEmpty(store, plan)) throw nothing(source, request)
  total.requests += await fetchActions(context, store, source, request)
  return { symbol, timeframe, from: isoDate(first), to: isoDate(last), ...total }
}

/** A stored series of another seed is another market: neither is it what was asked for, nor may it be mixed with it. */
function refuseAnotherMarket({ settings }: Context, store: Store, { symbol, timeframe, source }: SeriesKey): void {
  const stored = store.series(symbol).find((one) => one.source === source && one.timeframe === timeframe)
  if (!stored || !isSimulated(stored.feed) || stored.feed === keptFeed('simulated', settings.seed)) return
  const message = `the stored ${symbol} ${timeframe} is of another simulated market (feed ${stored.feed}), not of seed ${settings.seed}`
  throw new OpenbellError('usage', message, '--home DIR keeps another market apart')
}

/** Bars of a slice; null when the source knows the symbol and has none. */
async function ask(source: MarketDataSource, request: FetchRequest, slice: Unit[], signal: AbortSignal): Promise<Bars | null> {
  const { symbol, timeframe, asOf } = request
  const range = { from: slice[0].from, to: slice[slice.length - 1].to }
  try {
    return await source.history({ kind: 'bars', symbol, timeframe, ...range, asOf, session: 'all', raw: true }, signal)
  } catch (thrown) {
    if (thrown instanceof OpenbellError && thrown.kind === 'no-data') return null
    throw thrown
  }
}

/** Remembers the sessions that are over; the one in progress is asked for again next time. */
function noteAnswered(store: Store, key: SeriesKey, units: Unit[], slice: Unit[]): void {
  const complete = slice.filter((unit) => unit.complete)
  if (complete.length > 0) store.fetched.add(key, complete[0].from, answeredUntil(complete[complete.length - 1], units))
}

function isEmpty(store: Store, { key, units }: FetchPlan): boolean {
  if (units.length === 0) return true
  const stored = store.bars.load(key, { from: units[0].from, to: units[units.length - 1].to, limit: 1 })
  return !stored || stored.length === 0
}

function nothing(source: MarketDataSource, { symbol, timeframe, first, last }: FetchRequest): OpenbellError {
  const message = `${source.name} has no ${timeframe} bars of ${symbol} from ${isoDate(first)} to ${isoDate(last)}`
  return new OpenbellError('no-data', message, `openbell hours --date ${isoDate(last)}`)
}
