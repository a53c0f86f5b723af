import type { PrintRing, QuoteRing } from '../../market/live/types.ts'

/**
 * What a window adds up, row by row, so that rows can also be taken away again. Times count in seconds and prices in currency from those of the
 * first print, so that sums of squares keep their digits.
 */
export class PrintSums {
  prints = 0
  volume = 0
  /** Prints that may set a price, and their sums for the line through them. */
  priced = 0
  time = 0
  timeSquared = 0
  price = 0
  priceSquared = 0
  timePrice = 0
  /** The newest price added, and its time. */
  lastPrice = Number.NaN
  lastTime = Number.NEGATIVE_INFINITY
  /** It was taken away, though older ones that came later may be left: in a ring that is too small. */
  lastIsGone = false
  #baseTime = Number.NaN
  #basePrice = 0
  /** Sum of size x price, the price counted from the first one's. */
  #traded = 0

  add(ring: PrintRing, row: number): void {
    this.#count(ring, row, 1)
    if (ring.eligible[row] === 0 || ring.time[row] < this.lastTime) return
    this.lastPrice = ring.price[row]
    this.lastTime = ring.time[row]
    this.lastIsGone = false
  }

  remove(ring: PrintRing, row: number): void {
    this.#count(ring, row, -1)
    if (ring.eligible[row] === 1 && ring.time[row] === this.lastTime) this.lastIsGone = true
  }

  reset(): void {
    this.#clear()
    this.lastPrice = Number.NaN
    this.lastTime = Number.NEGATIVE_INFINITY
    this.lastIsGone = false
  }

  /** Volume-weighted price; NaN without volume. */
  get vwap(): number {
    return this.volume > 0 ? this.#basePrice + this.#traded / this.volume : Number.NaN
  }

  #count(ring: PrintRing, row: number, sign: number): void {
    const size = ring.size[row]
    if (Number.isNaN(this.#baseTime)) {
      this.#baseTime = ring.time[row]
      this.#basePrice = ring.price[row]
    }
    const price = ring.price[row] - this.#basePrice
    if (size > 0) {
      this.prints += sign
      this.volume += sign * size
      this.#traded += sign * size * price
    }
    if (ring.eligible[row] === 1) {
      const time = (ring.time[row] - this.#baseTime) / 1000
      this.priced += sign
      this.time += sign * time
      this.timeSquared += sign * time * time
      this.price += sign * price
      this.priceSquared += sign * price * price
      this.timePrice += sign * time * price
    }
    // Nothing is left: neither is what rounding has left.
    if (this.prints === 0 && this.priced === 0) this.#clear()
  }

  #clear(): void {
    this.prints = this.volume = this.#traded = 0
    this.priced = this.time = this.timeSquared = this.price = this.priceSquared = this.timePrice = 0
    this.#baseTime = Number.NaN
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
