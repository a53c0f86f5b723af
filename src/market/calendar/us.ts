import { type DayNumber, isoDate, utcDay } from '../../core/time.ts'
import { closedDay, createCalendar, type MarketRules } from './build.ts'
import { dayOf } from './dates.ts'
import { newYork } from './new-york.ts'
import type { SessionDay, Span } from './session.ts'
import { usHoliday, usWorkday } from './us-holidays.ts'
import { type UsHours, usHours, usualHours } from './us-hours.ts'

const PRE_OPEN = 4 * 60
const POST_CLOSE = 20 * 60
const POST_CLOSE_HALF_DAY = 17 * 60

// Electronic networks took the public's orders outside regular hours from 1999 on. Today's extended hours are used for all years since;
// single venues kept shorter ones at first.
const EXTENDED_FROM = dayOf(1999, 1, 1)

const rules: MarketRules = {
  market: 'us',
  zone: newYork.name,
  first: dayOf(1950, 1, 1),
  last: dayOf(2035, 12, 31),
  session(day) {
    if (!usWorkday(day)) return closedDay('us', day, null)
    const holiday = usHoliday(day)
    return holiday ? closedDay('us', day, holiday) : openDay(day, usHours(day))
  },
  nominal(day) {
    const { open, close } = usualHours(day)
    return span(day, open, close)
  },
  dateOf: (instant) => utcDay(newYork.wall(instant)),
}

/** NYSE and Nasdaq: full history of trading dates and regular hours from 1950; announced to 2028, by the same rules to 2035. */
export const usCalendar = createCalendar(rules)

function openDay(day: DayNumber, hours: UsHours): SessionDay {
  const halfDay = hours.close < usualHours(day).close
  const extended = day >= EXTENDED_FROM
  return {
    market: 'us',
    day,
    date: isoDate(day),
    known: true,
    holiday: hours.reason,
    halfDay,
    pre: extended ? span(day, PRE_OPEN, hours.open) : null,
    regular: span(day, hours.open, hours.close),
    post: extended ? span(day, hours.close, halfDay ? POST_CLOSE_HALF_DAY : POST_CLOSE) : null,
    halts: [],
  }
}

function span(day: DayNumber, open: number, close: number): Span {
  return { open: newYork.instant(day, open), close: newYork.instant(day, close) }
}
