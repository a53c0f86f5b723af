import { DAY, type DayNumber, HOUR, type Instant, MINUTE, utcDay } from '../core/time.ts'
import { zoneOf } from '../market/calendar/zone.ts'

const zone = zoneOf('America/New_York')

/** The instant of midnight of a New York date: how the vendor stamps a daily bar. Clocks there never change at midnight. */
export function newYorkMidnight(day: DayNumber): Instant {
  return zone.instant(day, 0)
}

/** The instant at which New York's clocks show so many milliseconds after midnight of a date. */
export function newYorkInstant(day: DayNumber, sinceMidnight: number): Instant {
  return zone.instant(day, sinceMidnight / MINUTE)
}

/** The New York date of an instant. */
export function newYorkDay(at: Instant): DayNumber {
  return utcDay(zone.wall(at))
}

/** New York wall clock of an instant, `HH:MM`. */
export function newYorkTime(at: Instant): string {
  return new Date(zone.wall(at)).toISOString().slice(11, 16)
}

/** `2026-11-20T11:02:03.451-05:00`, as the clock route answers. */
export function newYorkStamp(at: Instant): string {
  const local = new Date(Math.floor(zone.wall(at))).toISOString().replace('.000Z', 'Z').slice(0, -1)
  return `${local}-${String(-zone.offset(at) / HOUR).padStart(2, '0')}:00`
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
