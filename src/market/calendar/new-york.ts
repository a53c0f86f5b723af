import { type DayNumber, type Instant, iso, MINUTE, utcDay } from '../../core/time.ts'
import { zoneOf } from './zone.ts'

/** The clock that US markets, their brokers and our limits live by. */
export const newYork = zoneOf('America/New_York')

/** The New York date of an instant, whether the exchange trades on it or not. */
export function newYorkDay(at: Instant): DayNumber {
  return utcDay(newYork.wall(at))
}

/** The instant of midnight of a New York date. Clocks there never change at midnight. */
export function newYorkMidnight(day: DayNumber): Instant {
  return newYork.instant(day, 0)
}

/** The instant at which New York's clocks show so many milliseconds after midnight of a date. */
export function newYorkInstant(day: DayNumber, sinceMidnight: number): Instant {
  return newYork.instant(day, sinceMidnight / MINUTE)
}

/** `09:30` on the New York wall clock. */
export function newYorkClock(at: Instant): string {
  return iso(newYork.wall(at)).slice(11, 16)
}

/** Minutes after midnight of a wall clock's `HH:MM`. */
export function clockMinutes(text: string): number {
  const [hours, minutes] = text.split(':').map(Number)
  return hours * 60 + minutes
}
