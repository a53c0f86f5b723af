import { type DayNumber, type Instant, MINUTE, SECOND, utcDay } from '../../core/time.ts'
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
  return newYorkTime(at).slice(0, 5)
}

/** `09:30:05` on the New York wall clock. Made without a date: screens ask for it thousands of times a second. */
export function newYorkTime(at: Instant): string {
  const second = Math.floor(newYork.wall(at) / SECOND)
  return `${twoDigits(second / 3600, 24)}:${twoDigits(second / 60, 60)}:${twoDigits(second, 60)}`
}

/** Minutes after midnight of a wall clock's `HH:MM`. */
export function clockMinutes(text: string): number {
  const [hours, minutes] = text.split(':').map(Number)
  return hours * 60 + minutes
}

function twoDigits(value: number, turn: number): string {
  const whole = Math.floor(value) % turn
  return whole < 10 ? `0${whole}` : String(whole)
}
