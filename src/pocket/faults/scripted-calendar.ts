import { type DayNumber, HOUR, parseDate } from '../../core/time.ts'
import { createCalendar } from '../../market/calendar/build.ts'
import { newYorkDay, newYorkInstant } from '../../market/calendar/new-york.ts'
import type { Calendar, SessionDay } from '../../market/calendar/session.ts'
import type { FaultPlan } from './fault-plan.ts'

/** The calendar with the plan's half days: such a day closes at 13:00, and what follows it until 17:00 is after hours. */
export function scriptedCalendar(base: Calendar, plan: FaultPlan): Calendar {
  let current = base
  plan.onChange(() => {
    const days = new Set(plan.lasting('half-day').map(({ day }) => parseDate(day ?? '')))
    current = days.size === 0 ? base : withHalfDays(base, days)
  })
  return {
    market: base.market,
    zone: base.zone,
    day: (day) => current.day(day),
    at: (instant) => current.at(instant),
    sessionAt: (instant) => current.sessionAt(instant),
    dateOf: (instant) => current.dateOf(instant),
    nominal: (day) => current.nominal(day),
    next: (day) => current.next(day),
    previous: (day) => current.previous(day),
    nextOpen: (instant) => current.nextOpen(instant),
    nextClose: (instant) => current.nextClose(instant),
  }
}

function withHalfDays(base: Calendar, days: ReadonlySet<DayNumber | null>): Calendar {
  return createCalendar({
    market: base.market,
    zone: base.zone,
    first: newYorkDay(Date.UTC(1950, 0, 2)),
    last: newYorkDay(Date.UTC(2035, 11, 31, 12)),
    session: (day) => (days.has(day) ? shortened(base.day(day)) : base.day(day)),
    nominal: (day) => base.nominal(day),
    dateOf: newYorkDay,
  })
}

function shortened(session: SessionDay): SessionDay {
  const close = newYorkInstant(session.day, 13 * HOUR)
  if (!session.regular || session.regular.close <= close) return session
  return {
    ...session,
    holiday: 'early close by script',
    halfDay: true,
    regular: { open: session.regular.open, close },
    post: session.post && { open: close, close: newYorkInstant(session.day, 17 * HOUR) },
  }
}
