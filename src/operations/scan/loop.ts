import { asOpenbellError, OpenbellError, throwIfAborted } from '../../core/errors.ts'
import { HOUR, type Instant, iso, MINUTE, SECOND } from '../../core/time.ts'
import { dayOf } from '../../market/calendar/as-of-session.ts'
import type { Calendar } from '../../market/calendar/calendar.ts'
import type { MarketDataSource } from '../../ports/market-data.ts'
import type { Context } from '../context.ts'

/** Milliseconds of `30s`, `5m`, `1h`; throws `usage` outside 10 s to 4 h. */
export function parseEvery(text: string): number {
  const match = /^(\d+)(s|m|h)$/.exec(text.trim().toLowerCase())
  const ms = match ? Number(match[1]) * { s: SECOND, m: MINUTE, h: HOUR }[match[2] as 's' | 'm' | 'h'] : 0
  if (ms >= 10 * SECOND && ms <= 4 * HOUR) return ms
  throw new OpenbellError('usage', `'${text}' is no interval between 10s and 4h`, 'openbell scan --every 5m')
}

/**
 * The next instant to run at, strictly after `now`: multiples of `every` counted from the session's open, up to and including its close;
 * outside the session the first of the next one. With `all` the session runs from the pre-market open to the end of after-hours.
 */
export function nextRun(calendar: Calendar, now: Instant, every: number, phases: 'all' | 'regular'): Instant {
  let day = calendar.sessionAt(now).day
  for (let step = 0; step < 40; step++) {
    const session = dayOf(calendar, day, phases)
    if (session && now < session.close) {
      const count = Math.max(1, Math.floor((now - session.open) / every) + 1)
      return Math.min(session.open + count * every, session.close)
    }
    day = calendar.next(day)
  }
  throw new OpenbellError('usage', `the calendar knows no session after ${iso(now)}`, 'openbell hours')
}

/**
 * Runs at once when the market is open, then at every boundary of its sessions until the signal fires; waits through nights, weekends and
 * holidays. Time is the source's: an exchange that replays a past session, or runs faster, has its own boundaries. A run that finds no data or
 * no vendor is reported and tried again at the next boundary.
 */
export async function* everyBoundary<T>(
  context: Context,
  source: Pick<MarketDataSource, 'name' | 'now'>,
  calendar: Calendar,
  every: number,
  phases: 'all' | 'regular',
  run: () => Promise<T>,
): AsyncGenerator<T> {
  if (isOpen(calendar, source.now(), phases)) yield* attempt(context, run)
  let at = Number.NEGATIVE_INFINITY
  for (;;) {
    // A clock that was set right a little backwards must not give a boundary twice.
    at = nextRun(calendar, Math.max(source.now(), at), every, phases)
    context.progress.note(`next scan at ${iso(at)}${ownTime(context, source) ? '' : otherTime(source)}`)
    await sleepUntil(context, source, at)
    yield* attempt(context, run)
  }
}

/** Longest sleep before the source's clock is looked at again: while it goes with this machine's, and while it does not. */
const LONGEST_SLEEP = { own: 30 * SECOND, other: SECOND }

/** Waits on the machine's clock for an instant of the source's, which may run faster, slower, in steps or only when data arrives. */
async function sleepUntil(context: Context, source: Pick<MarketDataSource, 'now'>, at: Instant): Promise<void> {
  for (let left = at - source.now(); left > 0; left = at - source.now()) {
    const longest = ownTime(context, source) ? LONGEST_SLEEP.own : LONGEST_SLEEP.other
    await context.clock.sleep(context.clock.now() + Math.min(left, longest), context.signal)
    throwIfAborted(context.signal)
  }
}

function ownTime(context: Context, source: Pick<MarketDataSource, 'now'>): boolean {
  return Math.abs(source.now() - context.clock.now()) < SECOND
}

function otherTime(source: Pick<MarketDataSource, 'name' | 'now'>): string {
  const stands = source.name === 'store' ? ', when bars up to then are stored' : ''
  return ` on the clock of ${source.name}${stands} (now ${iso(Math.floor(source.now() / SECOND) * SECOND)})`
}

function isOpen(calendar: Calendar, now: Instant, phases: 'all' | 'regular'): boolean {
  const { phase } = calendar.at(now)
  return phases === 'all' ? phase !== 'closed' : phase === 'regular'
}

async function* attempt<T>(context: Context, run: () => Promise<T>): AsyncGenerator<T> {
  let answer: T
  try {
    answer = await run()
  } catch (thrown) {
    const error = asOpenbellError(thrown)
    if (error.kind !== 'no-data' && error.kind !== 'unavailable') throw error
    context.progress.warn(error.message)
    return
  }
  yield answer
}
