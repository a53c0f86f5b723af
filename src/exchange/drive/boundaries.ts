import type { DayNumber, Instant } from '../../core/time.ts'
import { firstOpen } from '../../market/calendar/build.ts'
import type { Calendar, SessionDay } from '../../market/calendar/calendar.ts'

/** Instants of a session at which something happens by itself. */
export interface Boundary {
  at: Instant
  what: 'begin' | 'regular-close' | 'end'
  session: SessionDay
  calendar: Calendar
}

/** What a calendar has at the first of its boundaries at or after an instant; equal instants in the order begin, close, end. */
export function nextBoundary(calendar: Calendar, from: Instant): Boundary | null {
  let day: DayNumber = calendar.dateOf(from) - 1
  for (let tries = 0; tries < 20; tries++, day++) {
    const session = calendar.day(day)
    for (const boundary of boundariesOf(calendar, session)) if (boundary.at >= from) return boundary
  }
  return null
}

/** All boundaries of a calendar at exactly this instant. */
export function boundariesAt(calendar: Calendar, at: Instant): Boundary[] {
  const day = calendar.dateOf(at)
  return [day - 1, day, day + 1].flatMap((one) => boundariesOf(calendar, calendar.day(one))).filter((one) => one.at === at)
}

function boundariesOf(calendar: Calendar, session: SessionDay): Boundary[] {
  const { regular, post } = session
  if (regular === null) return []
  return [
    { at: firstOpen(session)!, what: 'begin', session, calendar },
    { at: regular.close, what: 'regular-close', session, calendar },
    { at: (post ?? regular).close, what: 'end', session, calendar },
  ]
}
