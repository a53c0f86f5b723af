import { DAY, type DayNumber, HOUR, type Instant } from '../core/time.ts'
import { newYork } from '../market/calendar/new-york.ts'

/** `2026-11-20T11:02:03.451-05:00`, as the clock route answers. */
export function newYorkStamp(at: Instant): string {
  const local = new Date(Math.floor(newYork.wall(at))).toISOString().replace('.000Z', 'Z').slice(0, -1)
  return `${local}-${String(-newYork.offset(at) / HOUR).padStart(2, '0')}:00`
}

/** Monday of the ISO week of a date. */
export function mondayOf(day: DayNumber): DayNumber {
  return day - ((((day + 3) % 7) + 7) % 7)
}

/** First day of a date's month, or of the run of `months` months (1, 2, 3, 4, 6 or 12) it lies in. */
export function monthStart(day: DayNumber, months: number): DayNumber {
  const date = new Date(day * DAY)
  const month = date.getUTCMonth() - (date.getUTCMonth() % months)
  return Date.UTC(date.getUTCFullYear(), month, 1) / DAY
}
