import { OpenbellError, throwIfAborted } from '../../core/errors.ts'
import { DAY, type Instant, iso, isoDate } from '../../core/time.ts'
import type { CorporateAction } from '../../market/actions.ts'
import { closedCount, weeklyOpen } from '../../market/bar-times.ts'
import { type Bars, lowerBound, sliceBars } from '../../market/bars.ts'
import { resample } from '../../market/resample.ts'
import { splitsBy, splitView } from '../../market/split-view.ts'
import { isIntraday } from '../../market/timeframe.ts'
import type { ActionsQuery, BarsQuery } from '../../ports/market-data.ts'
import { dailyBars, joinBars, minuteBars, SIMULATED } from './bars.ts'
import type { Profile } from './listing.ts'
import type { SimulatedMarket } from './market.ts'
import { outsideYears } from './schedule.ts'
import { UNITS } from './tick.ts'

/** Bars of a query: raw, or with the splits known at `asOf` applied; only bars closed by `asOf`; `no-data` when none is left. */
export function barsHistory(market: SimulatedMarket, query: BarsQuery, signal: AbortSignal): Bars {
  const profile = market.profile(query.symbol)
  const range = indexRange(market, profile, query)
  const bars = isIntraday(query.timeframe)
    ? viewed(market, profile, query, intraday(market, profile, query, range, signal))
    : query.timeframe === '1d'
      ? dailyView(market, profile, query, range)
      : weekly(market, profile, query, range)
  if (bars === null || bars.length === 0) throw nothing(query, `${query.timeframe} bars`)
  return query.limit === undefined ? bars : sliceBars(bars, bars.length - query.limit, bars.length)
}

interface IndexRange {
  first: number
  last: number
}

/** Trading dates that can hold rows of the query, as indexes. */
export function indexRange(
  market: SimulatedMarket,
  profile: Profile,
  query: { symbol: string; from: Instant; to: Instant; asOf: Instant },
): IndexRange {
  const schedule = market.schedule(profile)
  const until = Math.min(query.to, query.asOf + 1)
  if (!schedule.overlaps(query.from, query.to)) throw outsideYears(profile.symbol, query.from)
  return { first: Math.max(0, schedule.near(query.from)), last: until > query.from ? schedule.near(until) : -1 }
}

/** The error of a known symbol without rows in the range. */
export function nothing(query: { symbol: string; from: Instant; to: Instant; asOf: Instant }, what: string): OpenbellError {
  const range = `from ${stamp(query.from)} to ${stamp(query.to)}`
  return new OpenbellError(
    'no-data',
    `${query.symbol} has no simulated ${what} ${range} as of ${stamp(query.asOf)}`,
    'openbell hours',
  )
}

function stamp(at: Instant): string {
  return Math.abs(at) <= 8.64e15 ? iso(at) : String(at)
}

/** Days are drawn from the newest back, and no more of them than the limit needs. */
function intraday(
  market: SimulatedMarket,
  profile: Profile,
  query: BarsQuery,
  range: IndexRange,
  signal: AbortSignal,
): Bars | null {
  const parts: Bars[] = []
  let rows = 0
  for (let index = range.last; index >= range.first && rows < (query.limit ?? Number.POSITIVE_INFINITY); index--) {
    throwIfAborted(signal)
    const part = intradayOf(market, profile, index, query)
    if (part.length === 0) continue
    parts.unshift(part)
    rows += part.length
  }
  return parts.length === 0 ? null : joinBars(profile, query.timeframe, parts)
}

function intradayOf(market: SimulatedMarket, profile: Profile, index: number, query: BarsQuery): Bars {
  const { calendar } = market.schedule(profile)
  const day = market.minutes(profile, index)
  const regular = query.session === 'regular'
  const key = market.daily(profile, index).key
  const minutes = minuteBars(profile, key, day, regular ? day.regularFrom : 0, regular ? day.regularTo : day.length)
  const bars = query.timeframe === '1m' ? minutes : resample(minutes, query.timeframe, calendar, { session: 'all' })
  const closed = closedCount(bars, calendar, query.asOf)
  return sliceBars(
    bars,
    lowerBound(bars.time, bars.length, query.from),
    Math.min(closed, lowerBound(bars.time, bars.length, query.to)),
  )
}

function daily(market: SimulatedMarket, profile: Profile, query: BarsQuery, range: IndexRange): Bars | null {
  const schedule = market.schedule(profile)
  let { first, last } = range
  const open = (index: number) => schedule.session(index).regular!
  while (last >= first && (open(last).open >= query.to || open(last).close > query.asOf)) last--
  while (first <= last && open(first).open < query.from) first++
  if (first > last) return null
  if (query.limit !== undefined) first = Math.max(first, last - query.limit + 1)
  return dailyBars(schedule, market.daily(profile, last), first, last + 1)
}

function dailyView(market: SimulatedMarket, profile: Profile, query: BarsQuery, range: IndexRange): Bars | null {
  return viewed(market, profile, query, daily(market, profile, query, range))
}

/** The bars across the splits that had happened by the as-of; as they are for a raw query. */
function viewed(market: SimulatedMarket, profile: Profile, query: BarsQuery, bars: Bars | null): Bars | null {
  if (bars === null || bars.length === 0 || query.raw) return bars
  const { calendar } = market.schedule(profile)
  const to = calendar.dateOf(query.asOf)
  const known = actionsBetween(market, profile, calendar.dateOf(bars.time[0]), to)
  return splitView(bars, splitsBy(known, query.asOf, calendar))
}

/** Weeks are whole: those named in the range and closed by `asOf`, made of all their sessions. */
function weekly(market: SimulatedMarket, profile: Profile, query: BarsQuery, range: IndexRange): Bars | null {
  const { calendar, dates } = market.schedule(profile)
  if (range.last < 0) return null
  const whole: BarsQuery = {
    ...query,
    timeframe: '1d',
    from: weeklyOpen(calendar, dates[range.first]),
    to: query.asOf,
    limit: undefined,
  }
  const days = dailyView(
    market,
    profile,
    whole,
    indexRange(market, profile, { ...whole, to: Math.min(query.to + 7 * DAY, query.asOf + 1) }),
  )
  if (days === null) return null
  const weeks = resample(days, '1w', calendar, { session: 'regular' })
  const until = Math.min(closedCount(weeks, calendar, query.asOf), lowerBound(weeks.time, weeks.length, query.to))
  return sliceBars(weeks, lowerBound(weeks.time, weeks.length, query.from), until)
}

/** Splits and dividends with `from <= exDay <= to`, ascending; none is an empty list. */
function actionsBetween(market: SimulatedMarket, profile: Profile, from: number, to: number): CorporateAction[] {
  const schedule = market.schedule(profile)
  const last = schedule.floor(to)
  const series = last >= 0 ? market.daily(profile, last) : null
  return (series?.events ?? [])
    .map((event) => ({ event, exDay: schedule.dates[event.index] }))
    .filter(({ exDay }) => exDay >= from && exDay <= to)
    .map(({ event, exDay }): CorporateAction => {
      const split = event.kind === 'split'
      const value = split ? event.value : event.value / UNITS
      return { symbol: profile.symbol, kind: event.kind, exDay, value, ratio: split ? 1 / event.value : null, source: SIMULATED }
    })
}

/**
 * Splits and dividends with `from <= exDay <= to`; `no-data` when there is none. Simulated prices are raw, as the tape had them:
 * on the ex-day of a split they jump by its ratio.
 */
export function actionsHistory(market: SimulatedMarket, query: ActionsQuery): CorporateAction[] {
  const profile = market.profile(query.symbol)
  const actions = actionsBetween(market, profile, query.from, query.to)
  if (actions.length > 0) return actions
  const range = `from ${isoDate(query.from)} to ${isoDate(query.to)}`
  throw new OpenbellError('no-data', `${profile.symbol} has no split and no dividend ${range}`, `openbell bars ${profile.symbol}`)
}
