import type { DayNumber, Instant } from '../../../core/time.ts'
import { toDollars } from '../../../exchange/account/money.ts'
import type { OpenTrip } from '../../round-trip.ts'
import type { LiveRoundTrip } from '../books.ts'

/** What was won and lost: by exchange day, by round trip, and how many of those lost in a row. */
export class Realised {
  readonly roundTrips: LiveRoundTrip[] = []
  losingStreak = 0
  lastLossAt: Instant | null = null
  readonly #byDay = new Map<DayNumber, number>()
  readonly #dayOf: (at: Instant) => DayNumber

  constructor(dayOf: (at: Instant) => DayNumber) {
    this.#dayOf = dayOf
  }

  /** Millionths won (or lost, negative) at an instant. */
  add(micros: number, at: Instant): void {
    const day = this.#dayOf(at)
    this.#byDay.set(day, (this.#byDay.get(day) ?? 0) + micros)
  }

  /** Dollars. */
  on(day: DayNumber): number {
    return toDollars(this.#byDay.get(day) ?? 0)
  }

  /** `profit`: all that was realised while it was open, in millionths. */
  end(trip: OpenTrip, profit: number, at: Instant): void {
    this.roundTrips.push({
      symbol: trip.symbol,
      side: trip.side,
      shares: trip.largest,
      entryTime: trip.entryTime,
      entryPrice: trip.entryPrice,
      exitTime: at,
      // What was paid out or moved away without a fill has no price.
      exitPrice: trip.exitShares > 0 ? trip.exitPrice : 0,
      profit: toDollars(profit),
      fees: toDollars(trip.feeMicros),
    })
    this.losingStreak = profit < 0 ? this.losingStreak + 1 : 0
    this.lastLossAt = profit < 0 ? at : null
  }
}
