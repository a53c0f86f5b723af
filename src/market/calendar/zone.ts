import { tzOffset } from '@date-fns/tz/tzOffset'
import { DAY, type DayNumber, type Instant, MINUTE } from '../../core/time.ts'

/** A place's wall clock, from the tz database; the host's own zone never enters. */
export interface Zone {
  readonly name: string
  /** Milliseconds that the wall clock is ahead of UTC at an instant. */
  offset(at: Instant): number
  /** The instant at which the wall clock shows so many minutes after midnight of a date (negative or past 1440 = a neighbour date). */
  instant(day: DayNumber, minutes: number): Instant
  /** The wall clock's reading as milliseconds since 1970 of that clock. */
  wall(at: Instant): number
}

const zones = new Map<string, Zone>()

/** The zone of an IANA name; one object each, since it remembers the offsets it looked up. */
export function zoneOf(name: string): Zone {
  const known = zones.get(name)
  if (known) return known
  const made = createZone(name)
  zones.set(name, made)
  return made
}

function createZone(name: string): Zone {
  // Asking the tz database costs microseconds, so each UTC midnight is asked once; a day whose two ends agree is plain arithmetic.
  const atMidnight = new Map<DayNumber, number>()
  const midnight = (day: DayNumber): number => {
    let offset = atMidnight.get(day)
    if (offset === undefined) {
      offset = tzOffset(name, new Date(day * DAY)) * MINUTE
      atMidnight.set(day, offset)
    }
    return offset
  }
  const offset = (at: Instant): number => {
    const day = Math.floor(at / DAY)
    const before = midnight(day)
    return before === midnight(day + 1) ? before : tzOffset(name, new Date(at)) * MINUTE
  }
  return {
    name,
    offset,
    wall: (at) => at + offset(at),
    instant(day, minutes) {
      const wall = day * DAY + minutes * MINUTE
      const guess = wall - offset(wall)
      return wall - offset(guess)
    },
  }
}
