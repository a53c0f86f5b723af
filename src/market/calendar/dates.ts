import { DAY, type DayNumber, weekday } from '../../core/time.ts'

export const SUNDAY = 0
export const MONDAY = 1
export const TUESDAY = 2
export const WEDNESDAY = 3
export const THURSDAY = 4
export const FRIDAY = 5
export const SATURDAY = 6

/** Day number of a civil date; `month` counts from 1. */
export function dayOf(year: number, month: number, date: number): DayNumber {
  return Math.round(Date.UTC(year, month - 1, date) / DAY)
}

/** Year of a day number. */
export function yearOf(day: DayNumber): number {
  return new Date(day * DAY).getUTCFullYear()
}

/** Day number of `YYYY-MM-DD`, for tables in code. */
export function tableDay(date: string): DayNumber {
  return Math.round(Date.parse(`${date}T00:00:00Z`) / DAY)
}

/** The n-th such weekday of a month, n from 1. */
export function nthWeekday(year: number, month: number, which: number, n: number): DayNumber {
  const first = dayOf(year, month, 1)
  return first + ((which - weekday(first) + 7) % 7) + 7 * (n - 1)
}

/** The last such weekday of a month. */
export function lastWeekday(year: number, month: number, which: number): DayNumber {
  const last = dayOf(year, month + 1, 0)
  return last - ((weekday(last) - which + 7) % 7)
}

/** Easter Sunday of the Gregorian calendar, by Gauss's method in Lichtenberg's corrected form. */
export function easter(year: number): DayNumber {
  const century = Math.floor(year / 100)
  const moonShift = 15 + Math.floor((3 * century + 3) / 4) - Math.floor((8 * century + 13) / 25)
  const sunShift = 2 - Math.floor((3 * century + 3) / 4)
  const cycle = year % 19
  const seed = (19 * cycle + moonShift) % 30
  const correction = Math.floor((seed + Math.floor(cycle / 11)) / 29)
  const fullMoon = 21 + seed - correction
  const firstSunday = 7 - ((year + Math.floor(year / 4) + sunShift) % 7)
  const distance = 7 - ((fullMoon - firstSunday) % 7)
  return dayOf(year, 3, fullMoon + distance)
}
