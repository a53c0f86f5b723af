import { type Instant, MINUTE, parseDate } from '../../../core/time.ts'
import { calendarFor } from '../../../market/calendar/calendar.ts'
import { type Context, OpenbellError } from '../../operation.ts'
import { followingPace, leapingTime, type Pace, pacedTime } from './pace.ts'

export interface PaceWish {
  date?: string | undefined
  speed?: number | undefined
  /** The simulated account, where another one than that of the settings is meant. */
  account?: string | undefined
  symbols: readonly string[]
}

/** Kinds of journal lines whose time is that of the account. */
const KINDS = ['marked', 'filled', 'told', 'intended', 'opened', 'reconciled']

/**
 * The time that a run lives in. With `--date` it is a session of the past, on the simulated broker: from a minute before its open, or from where the
 * account has got to (a run that was killed goes on there).
 * @throws OpenbellError usage for what does not go together, or a day that the account has left behind
 */
export async function paceOf(
  context: Context,
  { date, speed, symbols, account = context.settings.account }: PaceWish,
): Promise<Pace> {
  const { settings, clock } = context
  if (settings.asOf !== null) {
    throw new OpenbellError('usage', '--as-of stands still: a run needs time that passes', '--date 2026-03-20 --speed 60')
  }
  if (date === undefined) {
    if (speed !== undefined) throw new OpenbellError('usage', '--speed goes with --date', `--date 2026-03-20 --speed ${speed}`)
    const source = await context.source()
    return followingPace(() => source.now(), clock)
  }
  if (settings.broker !== 'simulated') {
    throw new OpenbellError(
      'usage',
      `--date is for the simulated broker, not for ${settings.broker}`,
      'openbell serve-pocket --date 2026-03-20',
    )
  }
  const start = await startOf(context, account, date, symbols[0])
  if (context.pace) return context.pace(start)
  if (start > clock.now()) {
    throw new OpenbellError('usage', `${date} has not begun yet: --date lives through a session of the past`, '--date 2026-03-20')
  }
  return speed === 0 ? leapingTime(start) : pacedTime(start, speed ?? 1, clock)
}

async function startOf(context: Context, account: string, date: string, symbol: string): Promise<Instant> {
  const calendar = calendarFor(symbol)
  const day = parseDate(date.trim())
  if (day === null) throw new OpenbellError('usage', `--date '${date}' is no date`, '--date 2026-03-20')
  const { regular, holiday } = calendar.day(day)
  if (regular === null) {
    throw new OpenbellError('usage', `${date} has no session${holiday ? ` (${holiday})` : ''}`, '--date 2026-03-20')
  }
  const lived = await livedTo(context, account)
  if (lived >= regular.close) {
    const other = await unlived(context, `run-${date}`, regular.close)
    throw new OpenbellError('usage', `the simulated account '${account}' has lived past ${date}`, `--account ${other}`)
  }
  // Where one session follows on another the minute before the open is of the session before.
  const before = regular.open - MINUTE
  return Math.max(calendar.dateOf(before) === day ? before : regular.open, lived)
}

/** An account that has not lived past an instant: of this name, or of it with a number. */
async function unlived(context: Context, name: string, until: Instant): Promise<string> {
  let other = name
  for (let number = 2; (await livedTo(context, other)) >= until; number++) other = `${name}-${number}`
  return other
}

/** How far the simulated account has got, as it and its journal tell. */
async function livedTo(context: Context, account: string): Promise<Instant> {
  const store = await context.store()
  const body = store.simulatedAccounts.read(account)?.body as { driven?: { time?: unknown } } | null | undefined
  const told = body?.driven?.time
  const time = typeof told === 'number' ? told : Number.NEGATIVE_INFINITY
  const lines = store.journal.newest(`simulated:${account}`, KINDS, 50)
  return Math.max(time, ...lines.map(({ at }) => at))
}
