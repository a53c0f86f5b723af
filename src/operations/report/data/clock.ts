import { DAY, type Instant, SECOND } from '../../../core/time.ts'
import type { Calendar } from '../../../market/calendar/calendar.ts'
import { zoneOf } from '../../../market/calendar/zone.ts'

/**
 * Where instants stand on a chart: seconds of the exchange's wall clock, or midnight of the session's date for bars of a day and more,
 * so that the axis shows what the exchange's clock shows.
 */
export function chartClock(calendar: Calendar, intraday: boolean): (at: Instant) => number {
  const zone = zoneOf(calendar.zone)
  if (intraday) return (at) => Math.floor(zone.wall(at) / SECOND)
  return (at) => (calendar.dateOf(at) * DAY) / SECOND
}

/** Strictly ascending, as charts need it: where a clock is set back, what was later stays later, by a second. */
export function ascending(times: number[]): number[] {
  let before = Number.NEGATIVE_INFINITY
  return times.map((time) => {
    before = time > before ? time : before + 1
    return before
  })
}
