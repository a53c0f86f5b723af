import { type DayNumber, weekday } from '../../core/time.ts'
import { dayOf, FRIDAY, nthWeekday, SATURDAY, THURSDAY, tableDay, WEDNESDAY, yearOf } from './dates.ts'

/** Regular hours of a trading date in minutes after midnight in New York; `reason` when they differ from the usual ones. */
export interface UsHours {
  open: number
  close: number
  reason: string | null
}

const clock = (hours: number, minutes = 0): number => hours * 60 + minutes

const FROM_1952 = tableDay('1952-09-29')
const FROM_1974 = tableDay('1974-10-01')
const FROM_1985 = tableDay('1985-09-30')

/** The usual hours of the time: Saturdays until noon, and a day that has grown from five hours to six and a half. */
export function usualHours(day: DayNumber): { open: number; close: number } {
  if (day >= FROM_1985) return { open: clock(9, 30), close: clock(16) }
  if (day >= FROM_1974) return { open: clock(10), close: clock(16) }
  if (day >= FROM_1952) return { open: clock(10), close: clock(15, 30) }
  return { open: clock(10), close: weekday(day) === SATURDAY ? clock(12) : clock(15) }
}

/** Stretches of shortened days, both ends included. */
const SHORT_PERIODS: [from: DayNumber, to: DayNumber, close: number, reason: string][] = [
  [tableDay('1966-01-06'), tableDay('1966-01-14'), clock(14), 'transit strike'],
  [tableDay('1967-08-08'), tableDay('1967-08-18'), clock(14), 'backlog of paperwork'],
  [tableDay('1968-01-22'), tableDay('1968-03-01'), clock(14), 'backlog of paperwork'],
  [tableDay('1969-01-02'), tableDay('1969-07-03'), clock(14), 'paperwork crisis'],
  [tableDay('1969-07-07'), tableDay('1969-09-26'), clock(14, 30), 'paperwork crisis'],
  [tableDay('1969-09-29'), tableDay('1970-05-01'), clock(15), 'paperwork crisis'],
  [tableDay('1987-10-23'), tableDay('1987-10-30'), clock(14), 'volume after the crash of October 19'],
  [tableDay('1987-11-02'), tableDay('1987-11-04'), clock(14, 30), 'volume after the crash of October 19'],
  [tableDay('1987-11-05'), tableDay('1987-11-06'), clock(15), 'volume after the crash of October 19'],
  [tableDay('1987-11-09'), tableDay('1987-11-11'), clock(15, 30), 'volume after the crash of October 19'],
]

/** Single days that closed early. */
const EARLY_CLOSES: Record<string, [close: number, reason: string]> = {
  '1951-12-24': [clock(13), 'Christmas Eve'],
  '1963-11-22': [clock(14, 7), 'assassination of President Kennedy'],
  '1964-10-23': [clock(14), 'funeral of former President Hoover'],
  '1967-02-07': [clock(14), 'snowstorm'],
  '1974-12-24': [clock(14), 'Christmas Eve'],
  '1975-02-12': [clock(14, 30), 'snowstorm'],
  '1975-12-24': [clock(14), 'Christmas Eve'],
  '1976-08-09': [clock(15), 'hurricane watch'],
  '1978-02-06': [clock(14), 'snowstorm'],
  '1981-03-30': [clock(15, 17), 'attempt on the life of President Reagan'],
  '1981-09-09': [clock(15, 28), 'power failure'],
  '1990-12-24': [clock(14), 'Christmas Eve'],
  '1991-12-24': [clock(14), 'Christmas Eve'],
  '1992-11-27': [clock(14), 'day after Thanksgiving'],
  '1992-12-24': [clock(14), 'Christmas Eve'],
  '1994-02-11': [clock(14, 30), 'snowstorm'],
  '1996-01-08': [clock(14), 'snowstorm'],
  '1997-10-27': [clock(15, 30), 'circuit breaker'],
  '1997-12-26': [clock(13), 'day after Christmas'],
  '1999-12-31': [clock(13), "New Year's Eve"],
  '2003-12-26': [clock(13), 'day after Christmas'],
}

/** Single days that opened late by ten minutes or more; moments of silence are not counted. */
const LATE_OPENS: Record<string, [open: number, reason: string]> = {
  '1960-12-12': [clock(11), 'snowstorm'],
  '1965-11-10': [clock(11, 5), 'power failure'],
  '1967-02-07': [clock(10, 15), 'snowstorm'],
  '1969-02-11': [clock(11), 'snowstorm'],
  '1969-06-02': [clock(10, 45), 'storm'],
  '1973-12-17': [clock(11), 'ice storm'],
  '1974-01-16': [clock(10, 15), 'computer trouble'],
  '1974-11-22': [clock(10, 15), 'fire drill'],
  '1976-02-02': [clock(11, 15), 'storm'],
  '1978-01-20': [clock(12), 'snowstorm'],
  '1978-02-07': [clock(11), 'snowstorm'],
  '1989-11-10': [clock(11), 'fire'],
  '1995-12-18': [clock(10, 30), 'computer trouble'],
  '1996-01-08': [clock(11), 'snowstorm'],
  '2002-09-11': [clock(12), 'anniversary of September 11'],
}

const early = new Map(Object.entries(EARLY_CLOSES).map(([date, entry]) => [tableDay(date), entry]))
const late = new Map(Object.entries(LATE_OPENS).map(([date, entry]) => [tableDay(date), entry]))

/** Regular hours of a day on which the exchange trades. */
export function usHours(day: DayNumber): UsHours {
  const usual = usualHours(day)
  const shortened = early.get(day) ?? yearlyHalfDay(day) ?? shortPeriod(day, usual.close)
  const delayed = late.get(day)
  return {
    open: delayed?.[0] ?? usual.open,
    close: shortened?.[0] ?? usual.close,
    reason: shortened?.[1] ?? delayed?.[1] ?? null,
  }
}

/** The half days that return every year: 13:00 since 1993 (the earlier ones, at 14:00, stand in the table). */
function yearlyHalfDay(day: DayNumber): [close: number, reason: string] | null {
  const year = yearOf(day)
  if (year >= 1993 && day === nthWeekday(year, 11, THURSDAY, 4) + 1) return [clock(13), 'day after Thanksgiving']
  // On a Friday the 24th is the holiday itself (Christmas on a Saturday), so only Monday to Thursday can be half.
  if (year >= 1993 && day === dayOf(year, 12, 24) && weekday(day) < FRIDAY) return [clock(13), 'Christmas Eve']
  if (year >= 1995 && day === dayOf(year, 7, 3) && isHalfJuly3(day, year)) return [clock(13), 'day before Independence Day']
  // For a Thursday the 4th the half day was the Friday after it until the exchange moved it to the Wednesday before.
  if (year >= 1995 && year <= 2012 && day === dayOf(year, 7, 5) && weekday(day) === FRIDAY) {
    return [clock(13), 'day after Independence Day']
  }
  return null
}

function isHalfJuly3(day: DayNumber, year: number): boolean {
  const which = weekday(day)
  if (which === WEDNESDAY) return year >= 2013
  return which < FRIDAY
}

function shortPeriod(day: DayNumber, usualClose: number): [close: number, reason: string] | null {
  const period = SHORT_PERIODS.find(([from, to]) => day >= from && day <= to)
  return period && period[2] < usualClose ? [period[2], period[3]] : null
}
