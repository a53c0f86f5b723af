import type { PrintRing, QuoteRing } from '../../market/live/types.ts'

/**
 * What a window adds up, row by row, so that rows can also be taken away again. Times count in seconds and prices in currency from those of the
 * first print, so that sums of squares keep their digits.
 */
export class PrintSums {
  prints = 0
  volume = 0
  traded = 0
  /** Prints that may set a price, and their sums for the line through them. */
  priced = 0
  time = 0
  timeSquared = 0
  price = 0
  priceSquared = 0
  timePrice = 0
  /** The newest price added and its time; nothing older is ever left when it has been taken away. */
  lastPrice = Number.NaN
  lastTime = Number.NEGATIVE_INFINITY
  #baseTime = Number.NaN
  #basePrice = 0

  add(ring: PrintRing, row: number): void {
    this.#count(ring, row, 1)
    if (ring.eligible[row] === 0 || ring.time[row] < this.lastTime) return
    this.lastPrice = ring.price[row]
    this.lastTime = ring.time[row]
  }

  remove(ring: PrintRing, row: number): void {
    this.#count(ring, row, -1)
  }

  reset(): void {
    this.prints = this.volume = this.traded = 0
    this.priced = this.time = this.timeSquared = this.price = this.priceSquared = this.timePrice = 0
    this.#baseTime = this.lastPrice = Number.NaN
    this.lastTime = Number.NEGATIVE_INFINITY
  }

  #count(ring: PrintRing, row: number, sign: number): void {
    const size = ring.size[row]
    const price = ring.price[row]
    if (size > 0) {
      this.prints += sign
      this.volume += sign * size
      this.traded += sign * size * price
    }
    if (ring.eligible[row] === 0) return
    if (Number.isNaN(this.#baseTime)) {
      this.#baseTime = ring.time[row]
      this.#basePrice = price
    }
    const t = (ring.time[row] - this.#baseTime) / 1000
    const p = price - this.#basePrice
    this.priced += sign
    this.time += sign * t
    this.timeSquared += sign * t * t
    this.price += sign * p
    this.priceSquared += sign * p * p
    this.timePrice += sign * t * p
  }
}

/** Spreads of the quotes that have both sides and are not crossed, as fractions of the middle. */
export class QuoteSums {
  quotes = 0
  spread = 0

  add(ring: QuoteRing, row: number): void {
    this.#count(ring, row, 1)
  }

  remove(ring: QuoteRing, row: number): void {
    this.#count(ring, row, -1)
  }

  reset(): void {
    this.quotes = this.spread = 0
  }

  #count(ring: QuoteRing, row: number, sign: number): void {
    const spread = spreadOf(ring.bid[row], ring.ask[row])
    if (Number.isNaN(spread)) return
    this.quotes += sign
    this.spread += sign * spread
  }
}

/** (ask - bid) / middle; NaN where a side is empty or the quote is crossed. */
export function spreadOf(bid: number, ask: number): number {
  return bid > 0 && ask >= bid ? (2 * (ask - bid)) / (ask + bid) : Number.NaN
}
