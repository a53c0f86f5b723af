import { factsOf, type SymbolFacts, sessionRows } from '../../analysis/scan/facts.ts'
import { barsNeeded, type Operand } from '../../analysis/scan/plan.ts'
import { RVOL_SESSIONS } from '../../analysis/scan/rvol.ts'
import { closeBefore } from '../../analysis/scan/session-rows.ts'
import { OpenbellError, orNull } from '../../core/errors.ts'
import { DAY, type Instant } from '../../core/time.ts'
import type { Bars } from '../../market/bars.ts'
import { type AsOfSession, asOfSession, daysBefore } from '../../market/calendar/as-of-session.ts'
import { type Calendar, calendarFor } from '../../market/calendar/calendar.ts'
import { isIntraday, TIMEFRAME_MS, type Timeframe } from '../../market/timeframe.ts'
import type { BarsQuery, MarketDataSource } from '../../ports/market-data.ts'
import { coverageOf, rescaled } from '../common/feed-coverage.ts'
import { countPrints } from '../common/prints-per-minute.ts'
import type { Context } from '../context.ts'
import type { Told } from './told.ts'

/** What stays the same over one scan. */
export interface ScanScope {
  context: Context
  source: MarketDataSource
  timeframe: Timeframe
  asOf: Instant
  phases: 'all' | 'regular'
  /** Rescale a partial feed to the whole market. */
  rescale: boolean
  /** True when the rule or the order asks for volume, which a partial feed cannot answer unless rescaled. */
  needsVolume: boolean
  /** True when they ask for prints a minute. */
  needsPrints: boolean
  /** True when the symbols are the source's own listing. */
  listed: boolean
  /** What forecasts say, where the scan asks for them; absent = not asked yet. */
  told?: Told
}

export interface Wanted {
  operands: Operand[]
  /** Relative volume within the day: takes the 20 sessions before. */
  rvol: boolean
  printsPerMinute: boolean
}

/** A symbol without an answer that is nobody's fault: `stale`, `no-data`, `partial-feed`. */
export interface Skipped {
  symbol: string
  reason: string
}

/** Facts of a symbol with where they come from. */
export interface ScanFacts extends SymbolFacts {
  /** Feed that the prints a minute were counted on; null without a count. */
  printsFeed: string | null
  /** When the bars were fetched, if an old answer stands in for one of a vendor that failed. */
  staleSince: Instant | null
}

const isSkipped = (one: ScanFacts | Skipped): one is Skipped => 'reason' in one

export { isSkipped }

/** Reads what the scan wants to know of one symbol; throws what the source throws for symbols that failed. */
export async function loadFacts(scope: ScanScope, symbol: string, wanted: Wanted): Promise<ScanFacts | Skipped> {
  const calendar = calendarFor(symbol)
  const session = asOfSession(calendar, scope.timeframe, scope.asOf, scope.phases)
  if (!session) return { symbol, reason: 'stale' }
  const raw = await barsOf(scope, symbol, calendar, session, wanted)
  if ('reason' in raw) return raw
  const coverage = coverageOf(scope.source, raw.bars.feed)
  if (coverage < 1 && scope.needsVolume && !scope.rescale) return { symbol, reason: 'partial-feed' }
  const prints = wanted.printsPerMinute ? await printsOf(scope, symbol) : null
  if (prints && prints.perMinute === null) return { symbol, reason: 'partial-feed' }
  const request = {
    bars: scope.rescale ? rescaled(raw.bars, coverage) : raw.bars,
    session,
    calendar,
    asOf: scope.asOf,
    phases: scope.phases,
    operands: wanted.operands,
    printsPerMinute: prints?.perMinute ?? null,
    rvol: wanted.rvol,
    ...withTold(scope, symbol),
  }
  return { ...factsOf(request, raw.rows), printsFeed: prints?.feed ?? null, staleSince: raw.bars.staleSince ?? null }
}

function withTold({ told }: ScanScope, symbol: string): { told?: ReadonlyMap<string, number> } {
  const own = told?.get(symbol)
  return own ? { told: own } : {}
}

/**
 * Prints a minute, scaled up to the whole market when the scan asks for that. Where the rule or the order needs them, the count of a partial feed
 * is no answer: `perMinute` is null then.
 */
export async function printsOf(scope: ScanScope, symbol: string): Promise<{ perMinute: number | null; feed: string } | null> {
  const count = await countPrints(scope.source, symbol, scope.asOf, scope.context.signal)
  const coverage = count ? coverageOf(scope.source, count.feed) : 1
  if (!count || coverage >= 1) return count
  if (scope.rescale) return { ...count, perMinute: count.perMinute / coverage }
  return scope.needsPrints ? { ...count, perMinute: null } : count
}

type Rows = { first: number; last: number }

/** Bars up to the as-of bar that reach back as far as the scan needs, where the source has them. */
async function barsOf(
  scope: ScanScope,
  symbol: string,
  calendar: Calendar,
  session: AsOfSession,
  wanted: Wanted,
): Promise<{ bars: Bars; rows: Rows } | Skipped> {
  const needed = Math.max(barsNeeded(wanted.operands), isIntraday(scope.timeframe) ? 2 : RVOL_SESSIONS + 1)
  const query = { ...common(scope, symbol), to: session.close }
  const bars = await firstAnswer(
    scope,
    windows(calendar, session, scope.timeframe, needed, wanted.rvol).map((from) => ({ ...query, from })),
  )
  const rows = bars && sessionRows(bars, session, scope.phases)
  if (!bars || !rows) return { symbol, reason: 'stale' }
  const short = rows.last + 1 < needed || closeBefore(bars, session, calendar, scope.phases) === null
  if (!short) return { bars, rows }
  // Thin or interrupted series: the last bars before lie further back, up to a year (longer where more than a year of bars is needed).
  // What cannot be had further back leaves the answer as it is.
  const from = session.open - Math.max(366 * DAY, 3 * needed * TIMEFRAME_MS[scope.timeframe])
  const wider = await orNull(['usage', 'not-found'], firstAnswer(scope, [{ ...query, from, limit: bars.length + needed }]))
  const widerRows = wider && sessionRows(wider, session, scope.phases)
  return wider && widerRows && wider.length > bars.length ? { bars: wider, rows: widerRows } : { bars, rows }
}

function common(scope: ScanScope, symbol: string) {
  return { kind: 'bars' as const, symbol, timeframe: scope.timeframe, asOf: scope.asOf, session: scope.phases }
}

const history = (scope: ScanScope, query: BarsQuery) => scope.source.history(query, scope.context.signal)

/** The first window the source can give; null when it has nothing there, the error when it gives none at all. */
async function firstAnswer(scope: ScanScope, queries: BarsQuery[]): Promise<Bars | null> {
  for (const [i, query] of queries.entries()) {
    try {
      return await history(scope, query)
    } catch (thrown) {
      const kind = thrown instanceof OpenbellError ? thrown.kind : null
      if (kind === 'no-data' || (kind === 'not-found' && scope.listed)) return null
      // A vendor that keeps minutes for some days only says `usage` for an older start: ask for less.
      if (kind !== 'usage' || i === queries.length - 1) throw thrown
    }
  }
  return null
}

/** Starts of the windows to try, longest first. */
function windows(calendar: Calendar, session: AsOfSession, timeframe: Timeframe, needed: number, rvol: boolean): Instant[] {
  if (!isIntraday(timeframe)) {
    // 250 sessions a year at the least, and some more for days on which the symbol did not trade.
    const days = timeframe === '1w' ? needed * 7 + 28 : Math.ceil((needed * 366) / 250) + 21
    return [session.open - days * DAY]
  }
  const perSession = Math.max(1, Math.floor((session.regular.close - session.regular.open) / TIMEFRAME_MS[timeframe]))
  const sessions = Math.max(rvol ? RVOL_SESSIONS : 0, Math.ceil(needed / perSession) + 1)
  const counts = [sessions, 4, 1].filter((count, i) => i === 0 || count < sessions)
  const days = daysBefore(calendar, session.day, sessions)
  return counts.map((count) => startOf(calendar, days[Math.min(count, days.length) - 1] ?? session.day, session))
}

function startOf(calendar: Calendar, day: number, session: AsOfSession): Instant {
  const facts = calendar.day(day)
  return facts.pre?.open ?? facts.regular?.open ?? session.open
}
