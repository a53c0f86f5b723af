import type { DayNumber } from '../../core/time.ts'
import { weekday } from '../../core/time.ts'
import { dayOf, easter, lastWeekday, MONDAY, nthWeekday, SATURDAY, SUNDAY, THURSDAY, tableDay, yearOf } from './dates.ts'

/** A yearly holiday of the New York Stock Exchange and the years in which this form of it closed the exchange. */
interface HolidayRule {
  name: string
  from: number
  to: number
  day(year: number): DayNumber
}

const FOREVER = 9999

/** A Sunday holiday closes the Monday; a Saturday one closes nothing but that Saturday. */
function sundayToMonday(day: DayNumber): DayNumber {
  return weekday(day) === SUNDAY ? day + 1 : day
}

/** As above, and a Saturday holiday closes the Friday. */
function nearestWeekday(day: DayNumber): DayNumber {
  return weekday(day) === SATURDAY ? day - 1 : sundayToMonday(day)
}

/** Tuesday after the first Monday of November. */
function electionDay(year: number): DayNumber {
  return nthWeekday(year, 11, MONDAY, 1) + 1
}

// Years and weekend rules as the exchange practised them; the daily file of the index from 1950 agrees with every one.
const RULES: HolidayRule[] = [
  // The Friday before a Saturday New Year's Day stays open: the year's books close on it.
  { name: "New Year's Day", from: 1873, to: FOREVER, day: (y) => sundayToMonday(dayOf(y, 1, 1)) },
  { name: 'Martin Luther King Jr. Day', from: 1998, to: FOREVER, day: (y) => nthWeekday(y, 1, MONDAY, 3) },
  { name: "Lincoln's Birthday", from: 1896, to: 1953, day: (y) => sundayToMonday(dayOf(y, 2, 12)) },
  { name: "Washington's Birthday", from: 1873, to: 1963, day: (y) => sundayToMonday(dayOf(y, 2, 22)) },
  { name: "Washington's Birthday", from: 1964, to: 1970, day: (y) => nearestWeekday(dayOf(y, 2, 22)) },
  { name: "Washington's Birthday", from: 1971, to: FOREVER, day: (y) => nthWeekday(y, 2, MONDAY, 3) },
  { name: 'Good Friday', from: 1908, to: FOREVER, day: (y) => easter(y) - 2 },
  { name: 'Memorial Day', from: 1873, to: 1963, day: (y) => sundayToMonday(dayOf(y, 5, 30)) },
  { name: 'Memorial Day', from: 1964, to: 1969, day: (y) => nearestWeekday(dayOf(y, 5, 30)) },
  { name: 'Memorial Day', from: 1970, to: 1970, day: (y) => dayOf(y, 5, 30) },
  { name: 'Memorial Day', from: 1971, to: FOREVER, day: (y) => lastWeekday(y, 5, MONDAY) },
  { name: 'Juneteenth', from: 2022, to: FOREVER, day: (y) => nearestWeekday(dayOf(y, 6, 19)) },
  { name: 'Independence Day', from: 1873, to: 1953, day: (y) => sundayToMonday(dayOf(y, 7, 4)) },
  { name: 'Independence Day', from: 1954, to: FOREVER, day: (y) => nearestWeekday(dayOf(y, 7, 4)) },
  { name: 'Labor Day', from: 1887, to: FOREVER, day: (y) => nthWeekday(y, 9, MONDAY, 1) },
  { name: 'Columbus Day', from: 1909, to: 1953, day: (y) => sundayToMonday(dayOf(y, 10, 12)) },
  { name: 'Election Day', from: 1848, to: 1968, day: electionDay },
  { name: 'Veterans Day', from: 1934, to: 1953, day: (y) => sundayToMonday(dayOf(y, 11, 11)) },
  { name: 'Thanksgiving Day', from: 1942, to: FOREVER, day: (y) => nthWeekday(y, 11, THURSDAY, 4) },
  { name: 'Christmas Day', from: 1873, to: 1953, day: (y) => sundayToMonday(dayOf(y, 12, 25)) },
  { name: 'Christmas Day', from: 1954, to: FOREVER, day: (y) => nearestWeekday(dayOf(y, 12, 25)) },
]

/** Days on which the exchange closed once, for a reason of its own. */
const SPECIAL: Record<string, string> = {
  '1950-12-23': 'Saturday before Christmas',
  '1956-12-24': 'Christmas Eve',
  '1958-12-26': 'day after Christmas',
  '1961-05-29': 'day before Memorial Day',
  '1963-11-25': 'funeral of President Kennedy',
  '1968-02-12': "Lincoln's Birthday",
  '1968-04-09': 'day of mourning for Martin Luther King Jr.',
  '1968-07-05': 'day after Independence Day',
  '1968-11-11': 'Veterans Day',
  '1969-02-10': 'snowstorm',
  '1969-03-31': 'funeral of former President Eisenhower',
  '1969-07-21': 'first landing on the moon',
  '1972-12-28': 'funeral of former President Truman',
  '1973-01-25': 'funeral of former President Johnson',
  '1977-07-14': 'blackout in New York City',
  '1985-09-27': 'Hurricane Gloria',
  '1994-04-27': 'funeral of former President Nixon',
  '2001-09-11': 'attacks of September 11',
  '2001-09-12': 'attacks of September 11',
  '2001-09-13': 'attacks of September 11',
  '2001-09-14': 'attacks of September 11',
  '2004-06-11': 'day of mourning for former President Reagan',
  '2007-01-02': 'day of mourning for former President Ford',
  '2012-10-29': 'Hurricane Sandy',
  '2012-10-30': 'Hurricane Sandy',
  '2018-12-05': 'day of mourning for former President Bush',
  '2025-01-09': 'day of mourning for former President Carter',
}

/** Saturdays without trading in the last three summers of the six-day week. */
const SATURDAYS_OFF: [from: string, to: string][] = [
  ['1950-06-03', '1950-09-30'],
  ['1951-06-02', '1951-09-29'],
  ['1952-05-31', '1952-09-27'],
]

/** First day of the five-day week. */
export const FIVE_DAY_WEEK = tableDay('1952-09-29')

const years = new Map<number, Map<DayNumber, string>>()

/** Name of the holiday or event that closes a date (a weekday, or a Saturday of the six-day week); null when the exchange trades. */
export function usHoliday(day: DayNumber): string | null {
  const year = yearOf(day)
  let holidays = years.get(year)
  if (!holidays) {
    holidays = holidaysOf(year)
    years.set(year, holidays)
  }
  return holidays.get(day) ?? null
}

function holidaysOf(year: number): Map<DayNumber, string> {
  const holidays = new Map<DayNumber, string>()
  for (const rule of RULES) if (year >= rule.from && year <= rule.to) holidays.set(rule.day(year), rule.name)
  // Presidential elections only, from 1972 until the last closing for one.
  if (year === 1972 || year === 1976 || year === 1980) holidays.set(electionDay(year), 'Election Day')
  for (const [date, name] of Object.entries(SPECIAL)) if (Number(date.slice(0, 4)) === year) holidays.set(tableDay(date), name)
  for (const day of saturdaysOff(year)) holidays.set(day, 'Saturday in summer')
  if (year === 1968) for (const day of paperworkWednesdays()) holidays.set(day, 'paperwork crisis')
  return holidays
}

function saturdaysOff(year: number): DayNumber[] {
  const span = SATURDAYS_OFF.find(([from]) => Number(from.slice(0, 4)) === year)
  if (!span) return []
  const days: DayNumber[] = []
  for (let day = tableDay(span[0]); day <= tableDay(span[1]); day += 7) days.push(day)
  return days
}

/** In 1968 brokers drowned in paper: from June 12 every week had four days, so Wednesdays closed where no holiday did. */
function paperworkWednesdays(): DayNumber[] {
  const open = new Set(['1968-07-03', '1968-09-04', '1968-11-06', '1968-11-13', '1968-11-27', '1968-12-25'].map(tableDay))
  const days: DayNumber[] = []
  for (let day = tableDay('1968-06-12'); day <= tableDay('1968-12-31'); day += 7) if (!open.has(day)) days.push(day)
  return days
}

/** True when the weekday (or Saturday of the six-day week) is one on which the exchange trades at all. */
export function usWorkday(day: DayNumber): boolean {
  const which = weekday(day)
  if (which === SATURDAY) return day < FIVE_DAY_WEEK
  return which !== SUNDAY
}
