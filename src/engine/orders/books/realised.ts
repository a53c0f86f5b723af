import type { DayNumber, Instant } from '../../../core/time.ts'
import { toDollars } from '../../../exchange/account/money.ts'
import type { LiveRoundTrip } from '../books.ts'
import type { Gain } from './lot.ts'

/** What was won and lost: by exchange day, by round trip, and how many of those lost in a row. */
export class Realised {
  /** In the order in which they ended. */
  readonly roundTrips: LiveRoundTrip[] = []
  /** Millionths. */
  readonly #byDay = new Map<DayNumber, number>()
  readonly #dayOf: (at: Instant) => DayNumber

  constructor(dayOf: (at: Instant) => DayNumber) {
    this.#dayOf = dayOf
  }

  add({ micros, ended }: Gain, at: Instant): void {
    if (micros !== 0) this.#book(micros, at)
    if (ended === null) return
    const trips = this.roundTrips
    const newest = trips[trips.length - 1]
    if (newest === undefined || ended.exitTime >= newest.exitTime) trips.push(ended)
    else trips.splice(trips.findLastIndex((trip) => trip.exitTime <= ended.exitTime) + 1, 0, ended)
  }

  /** As if it had not been: something that happened before it was told after it. */
  takeBack({ micros, ended }: Gain, at: Instant): void {
    if (micros !== 0) this.#book(-micros, at)
    if (ended !== null) this.roundTrips.splice(this.roundTrips.lastIndexOf(ended), 1)
  }

  #book(micros: number, at: Instant): void {
    const day = this.#dayOf(at)
    this.#byDay.set(day, (this.#byDay.get(day) ?? 0) + micros)
  }

  /** Dollars. */
  on(day: DayNumber): number {
    return toDollars(this.#byDay.get(day) ?? 0)
  }

  get losingStreak(): number {
    return this.roundTrips.length - 1 - this.roundTrips.findLastIndex((trip) => trip.profit >= 0)
  }

  /** When the newest round trip of the losing streak ended. */
  get lastLossAt(): Instant | null {
    return this.losingStreak > 0 ? this.roundTrips[this.roundTrips.length - 1].exitTime : null
  }
}
