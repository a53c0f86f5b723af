import { asOpenbellError, OpenbellError } from '../../core/errors.ts'
import { calendarOf } from '../../market/calendar/calendar.ts'
import { newYorkClock } from '../../market/calendar/new-york.ts'
import type { SessionDay, Span } from '../../market/calendar/session.ts'
import type { Context } from '../context.ts'
import { placeOf } from '../trade/desk/answer.ts'
import type { Finding } from './check.ts'
import { accountInSight } from './market.ts'

/** Waited for the broker's hours: less than what fails a check, for they are no condition of trading. */
const PATIENCE_MS = 2000

/** The broker's own hours of its exchange date against our calendar: who is wrong is for a person to find out, before the close and not after it. */
export async function checkCalendar(context: Context): Promise<Finding> {
  const broker = await accountInSight(context)
  try {
    if (!broker.session) return { status: 'ok', message: `${placeOf(broker)} keeps the hours of our calendar` }
    const ours = todayAt(context.settings.asOf ?? broker.now())
    const soon = AbortSignal.timeout(PATIENCE_MS)
    const asked = broker.session(ours.day, AbortSignal.any([context.signal, soon]))
    const theirs = await asked.catch((thrown) => unread(thrown, soon.aborted))
    if (theirs instanceof OpenbellError) return { status: 'warn', message: `hours not compared: ${theirs.message}` }
    const said = `${placeOf(broker)} says ${ours.date}: ${hours(theirs)}`
    if (!ours.known) return { status: 'warn', message: `${said}; our calendar does not know the day` }
    if (isSame(theirs, ours.regular)) return { status: 'ok', message: `${said}, as our calendar does` }
    const why = ours.holiday === null ? '' : ` (${ours.holiday})`
    const message = `${said}; our calendar says ${hours(ours.regular)}${why}: limits, day orders and the flatten before the close go by ours`
    return { status: 'warn', message, hint: 'openbell hours' }
  } finally {
    await broker.close()
  }
}

/** A vendor that does not tell its hours stops no session; every other fault does. */
function unread(thrown: unknown, late: boolean): OpenbellError {
  const error = asOpenbellError(thrown)
  if (late && error.kind === 'canceled') return new OpenbellError('unavailable', `no answer within ${PATIENCE_MS / 1000} s`)
  if (error.kind === 'unavailable') return error
  throw thrown
}

function todayAt(at: number): SessionDay {
  const calendar = calendarOf('us')
  return calendar.day(calendar.dateOf(at))
}

function isSame(one: Span | null, other: Span | null): boolean {
  return one?.open === other?.open && one?.close === other?.close
}

function hours(span: Span | null): string {
  return span === null ? 'closed' : `${newYorkClock(span.open)} to ${newYorkClock(span.close)} New York`
}
