import { OpenbellError } from '../../../core/errors.ts'
import { type DayNumber, type Instant, isoDate, utcDay } from '../../../core/time.ts'
import { anchorBefore } from '../../../engine/forecast-columns/dates.ts'
import { settleRows, warmUpRows } from '../../../engine/indicator-columns.ts'
import { calendarFor } from '../../../market/calendar/calendar.ts'
import { TIMEFRAME_MS, type Timeframe } from '../../../market/timeframe.ts'
import type { Declarations } from '../../../strategy/types.ts'
import { loadRunData, type RunData, STANDARD_SPAN } from '../../backtest/data.ts'
import type { StrategyForRun } from '../../backtest/setup.ts'
import { startOf } from '../../common/date-range.ts'
import type { Context } from '../../context.ts'
import { forecastsOf } from '../../forecast-columns/asked.ts'

/** Sessions that are replayed before anything is decided. */
export const SESSIONS = 20
/** Indicators that never quite forget where they began get so many sessions more, at most. */
const MOST_WARM_UP = 20
/** Where a source keeps short bars for some days only, fewer sessions are replayed. */
const SHORTER = [6, 1]
const REGULAR_MS = 390 * 60_000

/** The past that a run begins with. */
export interface RunHistory {
  data: RunData
  /** Sessions that are replayed; those before them only warm indicators up. */
  sessions: number
  firstDay: DayNumber
  decideFrom: Instant
}

/** Loads bars of the last sessions up to now, with what indicators need before them. @throws OpenbellError no-data, not-found, unavailable as the source says */
export async function loadHistory(
  context: Context,
  loaded: StrategyForRun,
  symbols: string[],
  timeframe: Timeframe,
  now: Instant,
): Promise<RunHistory> {
  const warm = warmUpSessions(loaded, timeframe)
  const learns = forecastsOf(loaded).length > 0
  const then = { ...context, asOf: () => now }
  let refused: unknown = null
  for (const sessions of [SESSIONS, ...SHORTER]) {
    try {
      const whole = sessions === SESSIONS
      return await loadSince(then, { symbols, timeframe, now, sessions, warm: whole ? warm : 0, learns: whole && learns })
    } catch (thrown) {
      // `usage` is how sources say that they do not keep bars for so long.
      if (!(thrown instanceof OpenbellError) || thrown.kind !== 'usage') throw thrown
      refused = thrown
    }
  }
  throw refused
}

interface Since {
  symbols: string[]
  timeframe: Timeframe
  now: Instant
  sessions: number
  warm: number
  /** Forecasts are trained on it. */
  learns: boolean
}

async function loadSince(context: Context, { symbols, timeframe, now, sessions, warm, learns }: Since): Promise<RunHistory> {
  const calendar = calendarFor(symbols[0])
  const firstDay = sessionsBefore(symbols[0], now, sessions)
  const sessionsFrom = sessionsBefore(symbols[0], now, sessions + warm)
  const from = isoDate(learns ? Math.min(sessionsFrom, utcDay(learningFrom(timeframe, now))) : sessionsFrom)
  const data = await loadRunData(context, { symbols, timeframe, from, to: undefined })
  const [failed] = data.failed
  if (failed) throw new OpenbellError(failed.kind, failed.message, failed.hint)
  return { data, sessions, firstDay, decideFrom: startOf(calendar, timeframe, firstDay) }
}

/** Forecasts learn of what a backtest has by default, from a turn of the calendar on: so that the next days train nothing anew. */
function learningFrom(timeframe: Timeframe, now: Instant): Instant {
  return anchorBefore(now - STANDARD_SPAN[timeframe], timeframe)
}

/** Date of the so-manieth session before the one of an instant. */
function sessionsBefore(symbol: string, now: Instant, sessions: number): DayNumber {
  const calendar = calendarFor(symbol)
  let day = calendar.dateOf(now)
  for (let i = 0; i < sessions; i++) day = calendar.previous(day)
  return day
}

function warmUpSessions({ strategy, params }: StrategyForRun, timeframe: Timeframe): number {
  const declarations: Declarations = strategy.indicators?.(params) ?? {}
  const rows = warmUpRows(declarations) + settleRows(declarations)
  return Math.min(MOST_WARM_UP, Math.ceil((rows * TIMEFRAME_MS[timeframe]) / REGULAR_MS) + 1)
}
