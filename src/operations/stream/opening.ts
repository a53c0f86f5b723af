import { type Instant, iso, SECOND } from '../../core/time.ts'
import { calendarFor } from '../../market/calendar/calendar.ts'
import type { Timeframe } from '../../market/timeframe.ts'
import type { MarketDataSource } from '../../ports/market-data.ts'
import { openSessionAlerts, type SessionAlerts } from '../alerts/session-alerts.ts'
import { loadForRun, type StrategyForRun } from '../backtest/setup.ts'
import type { Context } from '../context.ts'
import { type Desk, openDesk } from '../trade/desk/desk.ts'
import type { Pace } from '../trade/running/pace.ts'
import { paceOf } from '../trade/running/start.ts'
import { windowOf } from '../trade/running/window.ts'
import { Notes } from './notes.ts'
import { type SessionInput, sessionTimeframe, symbolsOf } from './wanted.ts'

/** What makes another day possible, for messages. */
export const OTHER_DAY = 'openbell stream SYMBOL --date 2026-03-20 --speed 60'

/** A run ends some seconds after its last minute. */
const AFTER_END = 10 * SECOND

/** What is opened before a session can begin. */
export interface SessionParts {
  context: Context
  /** The world itself, where `context` is a recorded or replayed one. */
  real: Context
  alerts: SessionAlerts
  /** It has happened already: nothing of it is sent, logged or kept again. */
  replay: boolean
  given: SessionInput
  symbols: string[]
  timeframe: Timeframe
  loaded: StrategyForRun | null
  pace: Pace
  source: MarketDataSource
  desk: Desk
  /** File that it is recorded in. */
  recording: string | null
  /** A live account that nobody confirmed: nothing can be sent from here. */
  onlyLooks: boolean
  stop: AbortController
  notes: Notes
}

/**
 * Reads the strategy, finds the time, opens source and account.
 * @throws OpenbellError usage for what does not go together; not-found for a symbol nobody knows; config, denied as the account says
 */
export async function openParts(outer: Context, input: SessionInput, recording: string | null): Promise<SessionParts> {
  const stop = new AbortController()
  const notes = new Notes(outer)
  const context: Context = { ...outer, progress: notes, signal: AbortSignal.any([outer.signal, stop.signal]) }
  const symbols = symbolsOf(input)
  const timeframe = sessionTimeframe(input.timeframe)
  const loaded = input.strategy === undefined ? null : await loadForRun(context, input.strategy, input.set)
  const given = { ...input, account: accountOf(outer, input) }
  const pace = await paceOf(context, { ...given, symbols })
  const source = await context.source()
  const onlyLooks = loaded === null && context.settings.mode === 'live' && !given.live
  const holder = `stream ${[loaded?.name ?? '', ...symbols.slice(0, 5)].join(' ').trim()}`
  const now = given.date === undefined ? undefined : pace.now
  const desk = await openDesk(context, { ...given, holder, now, readOnly: onlyLooks })
  try {
    const real = outer.outside ?? outer
    const replay = outer.replays === true
    // A dry run shows its alerts as a replay does: they are neither kept nor sent.
    const alertsOf = { account: desk.path.account, label: desk.label, now: pace.now(), replay: replay || real.dryRun }
    const alerts = await openSessionAlerts(real, alertsOf)
    const wanted = { given: { ...given, ...confirmed(desk, onlyLooks) }, symbols, timeframe, loaded, onlyLooks, recording }
    return { context, real, alerts, replay, pace, source, desk, stop, notes, ...wanted }
  } catch (thrown) {
    await desk.close()
    throw thrown
  }
}

/** Who has typed the last four of a live account to open the session is not asked for them again inside of it, where nobody can be asked. */
function confirmed({ broker, path }: Desk, onlyLooks: boolean): Pick<SessionInput, 'confirm'> {
  return broker.mode === 'live' && !onlyLooks ? { confirm: path.account.slice(-4) } : {}
}

/** A day of the past is lived through by an account of its own: the usual one has its life in the present. */
function accountOf({ settings }: Context, { account, date }: SessionInput): string | undefined {
  if (account !== undefined || date === undefined || settings.origins.account !== 'default') return account
  return `run-${date}`
}

/**
 * The end of the day that is lived through, or of the run; in the present without a strategy there is none.
 * @throws OpenbellError usage where there is no session to live through
 */
export function endOf({ given, symbols, pace, loaded }: SessionParts): Instant {
  if (!loaded && given.date === undefined && given.until === undefined) return Number.POSITIVE_INFINITY
  const { until, hold } = given
  const { end } = windowOf({ symbols, now: pace.now(), until, hold, flattenMinutes: null, otherDay: OTHER_DAY })
  return loaded ? end + AFTER_END : end
}

/** What a person should know who begins while nothing trades; null while something does, or a past day is lived through. */
export function closedNote({ given, symbols, pace }: Pick<SessionParts, 'given' | 'symbols' | 'pace'>): string | null {
  if (given.date !== undefined) return null
  const calendar = calendarFor(symbols[0])
  const at = pace.now()
  if (calendar.at(at).phase !== 'closed') return null
  return `nothing trades now; the next session opens at ${iso(calendar.nextOpen(at))}. A day of the past: ${OTHER_DAY}`
}
