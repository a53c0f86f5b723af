import { orNullSync } from '../../core/errors.ts'
import { type Instant, isoDate } from '../../core/time.ts'
import { calendarOf } from '../../market/calendar/calendar.ts'
import { type DayPhase, dayPhase } from '../../market/calendar/day-phase.ts'
import { newYorkClock } from '../../market/calendar/new-york.ts'
import { inQuietWindow, quietWindow, until } from '../../market/trading-rules.ts'
import type { Finding } from './check.ts'
import type { StartupOutput } from './output.ts'

type Session = StartupOutput['session']

/** The US market at an instant. */
export function sessionAt(at: Instant): Session {
  const calendar = calendarOf('us')
  const { phase, session } = calendar.at(at)
  const today = calendar.day(calendar.dateOf(at))
  const nextOpen = orNullSync(['no-data'], () => calendar.nextOpen(at))
  const date = session?.date ?? (nextOpen === null ? today.date : isoDate(calendar.dateOf(nextOpen)))
  const open = phase === 'regular' && session?.regular ? session.regular : null
  return {
    phase,
    opensIn: open || nextOpen === null ? null : Math.ceil(nextOpen - at),
    closesIn: open ? Math.ceil(open.close - at) : null,
    date,
    holiday: today.holiday,
  }
}

/** The parts of a session in which prices move most. */
const PARTS: Partial<Record<DayPhase, string>> = { opening: ', in its first half hour', wrap: ', in its last half hour' }

/** Open is well; pre-market and after-hours are said; closed and the quiet window are warnings. */
export function checkSession(session: Session, window: string, at: Instant): Finding {
  const why = session.holiday ? ` (${session.holiday})` : ''
  const opens = session.opensIn === null ? '' : `; the regular session of ${session.date} opens in ${until(session.opensIn)}`
  if (inQuietWindow(window, at)) {
    const end = quietWindow(window, at)!.close
    const message = `${newYorkClock(at)} New York: algorithms open the day, do not trade before ${newYorkClock(end)}${opens}`
    return { status: 'warn', message }
  }
  if (session.phase === 'closed') return { status: 'warn', message: `the market is closed${why}${nextSession(session)}` }
  if (session.phase === 'regular') {
    const part = PARTS[dayPhase(calendarOf('us'), at)] ?? ''
    return { status: 'ok', message: `the market is open${why}${part}, closes in ${until(session.closesIn ?? 0)}` }
  }
  const name = session.phase === 'pre' ? 'pre-market' : 'after-hours'
  return {
    status: 'ok',
    message: `${name}${why}: thin, limit orders only${session.phase === 'pre' ? opens : nextSession(session)}`,
  }
}

function nextSession({ opensIn }: Session): string {
  return opensIn === null ? '; the calendar knows no next session' : `; opens in ${until(opensIn)}`
}
