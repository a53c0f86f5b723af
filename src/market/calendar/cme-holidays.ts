import { type DayNumber, weekday } from '../../core/time.ts'
import { dayOf, easter, FRIDAY, MONDAY, nthWeekday, SATURDAY, SUNDAY, THURSDAY, tableDay, yearOf } from './dates.ts'
import { usHoliday } from './us-holidays.ts'
import { usHours, usualHours } from './us-hours.ts'

/** Products that keep the same hours: equity indexes (CME, CBOT), energy and metals (NYMEX, COMEX). */
export type CmeGroup = 'index' | 'commodity'

/** What a holiday does to a session: closes it, or ends it early (minutes after midnight in Chicago). */
export interface CmeHoliday {
  name: string
  close: number | null
}

const clock = (hours: number, minutes = 0): number => hours * 60 + minutes

// Good Fridays on which the monthly jobs report came out: equity index futures traded until shortly after it.
const JOBS_REPORT_GOOD_FRIDAYS = new Set(['2015-04-03', '2021-04-02', '2023-04-07'].map(tableDay))
// Days of mourning: stocks closed all day, equity index futures stopped before their open.
const MOURNING = new Set(['2018-12-05', '2025-01-09'].map(tableDay))
const NOON_HALTS_FROM = tableDay('2014-05-01')

/** Holiday of a weekday, or null. Early halts are as CME announced them since 2013; coming years follow the same pattern. */
export function cmeHoliday(group: CmeGroup, day: DayNumber): CmeHoliday | null {
  const closing = fullClosing(group, day)
  if (closing) return closing
  const stocks = usHoliday(day)
  if (stocks) return stockHoliday(group, day, stocks)
  const reason = usHours(day).reason
  if (!reason || usHours(day).close === usualHours(day).close) return null
  if (group === 'index') return { name: reason, close: clock(12, 15) }
  // Energy and metals keep their full day before Independence Day.
  return weekday(day) === FRIDAY || isChristmasEve(day) ? { name: reason, close: clock(12, 45) } : null
}

function fullClosing(group: CmeGroup, day: DayNumber): CmeHoliday | null {
  const year = yearOf(day)
  const newYear = dayOf(year, 1, 1)
  if (day === (weekday(newYear) === SUNDAY ? newYear + 1 : newYear)) return { name: "New Year's Day", close: null }
  if (day === easter(year) - 2) {
    const open = group === 'index' && JOBS_REPORT_GOOD_FRIDAYS.has(day)
    return { name: 'Good Friday', close: open ? clock(8, 15) : null }
  }
  const christmas = dayOf(year, 12, 25)
  const shift = weekday(christmas) === SUNDAY ? 1 : weekday(christmas) === SATURDAY ? -1 : 0
  return day === christmas + shift ? { name: 'Christmas Day', close: null } : null
}

/** A day on which stocks are closed but futures trade the night and the morning. */
function stockHoliday(group: CmeGroup, day: DayNumber, name: string): CmeHoliday | null {
  if (MOURNING.has(day)) return group === 'index' ? { name, close: clock(8, 30) } : null
  if (group === 'index') return { name, close: day < NOON_HALTS_FROM ? clock(10, 30) : clock(12) }
  const laborDay = day === nthWeekday(yearOf(day), 9, MONDAY, 1)
  const lateHaltsFrom = laborDay ? 2023 : 2022
  return { name, close: yearOf(day) >= lateHaltsFrom ? clock(13, 30) : clock(12) }
}

function isChristmasEve(day: DayNumber): boolean {
  return day === dayOf(yearOf(day), 12, 24) && weekday(day) <= THURSDAY
}
