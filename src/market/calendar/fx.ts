import { DAY, type DayNumber, isoDate, MINUTE, utcDay, weekday } from '../../core/time.ts'
import { closedDay, createCalendar, type MarketRules } from './build.ts'
import { dayOf, SATURDAY, SUNDAY, yearOf } from './dates.ts'
import { newYork } from './new-york.ts'
import type { Span } from './session.ts'

const TURN = 17 * 60

const rules: MarketRules = {
  market: 'fx',
  zone: newYork.name,
  first: dayOf(1971, 1, 1),
  last: dayOf(2035, 12, 31),
  session(day) {
    const which = weekday(day)
    if (which === SATURDAY || which === SUNDAY) return closedDay('fx', day, null)
    const holiday = fxHoliday(day)
    if (holiday) return closedDay('fx', day, holiday)
    return {
      market: 'fx',
      day,
      date: isoDate(day),
      known: true,
      holiday: null,
      halfDay: false,
      pre: null,
      regular: turnToTurn(day),
      post: null,
      halts: [],
    }
  },
  nominal: turnToTurn,
  dateOf: (instant) => utcDay(newYork.wall(instant) + DAY - TURN * MINUTE),
}

/** Currencies: a trading date runs from 17:00 New York the day before to 17:00, Monday to Friday; quotes may be thin near a holiday. */
export const fxCalendar = createCalendar(rules)

/** The two days on which dealers everywhere are away. */
function fxHoliday(day: DayNumber): string | null {
  const year = yearOf(day)
  if (day === dayOf(year, 1, 1)) return "New Year's Day"
  return day === dayOf(year, 12, 25) ? 'Christmas Day' : null
}

function turnToTurn(day: DayNumber): Span {
  return { open: newYork.instant(day - 1, TURN), close: newYork.instant(day, TURN) }
}
