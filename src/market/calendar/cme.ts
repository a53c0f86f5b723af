import { DAY, type DayNumber, isoDate, MINUTE, utcDay, weekday } from '../../core/time.ts'
import { closedDay, createCalendar, type MarketRules } from './build.ts'
import { type CmeGroup, cmeHoliday } from './cme-holidays.ts'
import { dayOf, SATURDAY, SUNDAY, tableDay } from './dates.ts'
import type { Calendar, SessionDay, Span } from './session.ts'
import { zoneOf } from './zone.ts'

const chicago = zoneOf('America/Chicago')
const clock = (hours: number, minutes = 0): number => hours * 60 + minutes

const EVENING_OPEN = clock(17)
/** Until this date sessions ended at 16:15, then at 16:00. */
const EARLIER_CLOSE_FROM = tableDay('2015-09-21')
/** Equity index futures paused from 15:15 to 15:30 until the last session before this date. */
const NO_PAUSE_FROM = tableDay('2021-06-28')
const PAUSE: [from: number, to: number] = [clock(15, 15), clock(15, 30)]

/** Futures of one group: 17:00 Chicago (18:00 New York) the evening before to 16:00 (17:00) on the trading date. */
function createCme(group: CmeGroup): Calendar {
  const rules: MarketRules = {
    market: 'cme',
    zone: chicago.name,
    // Before the autumn of 2012 other closing times held that this calendar does not tell.
    first: dayOf(2013, 1, 1),
    last: dayOf(2035, 12, 31),
    session: (day) => sessionOf(group, day),
    nominal: (day) => span(day, usualClose(day)),
    dateOf: (instant) => utcDay(chicago.wall(instant) + DAY - EVENING_OPEN * MINUTE),
  }
  return createCalendar(rules)
}

/** NQ, MNQ, ES, MES, YM, RTY. */
export const cmeIndexCalendar = createCme('index')
/** CL, GC and other energy and metals. */
export const cmeCommodityCalendar = createCme('commodity')

function sessionOf(group: CmeGroup, day: DayNumber): SessionDay {
  const which = weekday(day)
  if (which === SATURDAY || which === SUNDAY) return closedDay('cme', day, null)
  const holiday = cmeHoliday(group, day)
  if (holiday && holiday.close === null) return closedDay('cme', day, holiday.name)
  const close = holiday?.close ?? usualClose(day)
  const paused = group === 'index' && day < NO_PAUSE_FROM && close > PAUSE[1]
  return {
    market: 'cme',
    day,
    date: isoDate(day),
    known: true,
    holiday: holiday?.name ?? null,
    halfDay: close < usualClose(day),
    pre: null,
    regular: span(day, close),
    post: null,
    halts: paused ? [{ open: chicago.instant(day, PAUSE[0]), close: chicago.instant(day, PAUSE[1]) }] : [],
  }
}

function usualClose(day: DayNumber): number {
  return day < EARLIER_CLOSE_FROM ? clock(16, 15) : clock(16)
}

function span(day: DayNumber, close: number): Span {
  return { open: chicago.instant(day - 1, EVENING_OPEN), close: chicago.instant(day, close) }
}
