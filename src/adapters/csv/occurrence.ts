import type { Instant } from '../../core/time.ts'

/** Prints kept for comparison; two generations of so many are held at once (some 40 MB at most). */
const GENERATION = 150_000

interface Seen {
  price: number
  size: number
  exchange: string
  conditions: string
  count: number
}

/**
 * Counts equal prints of one symbol through a whole file, in bounded memory: `next` says the how-manieth this print is (from 1).
 * Equal prints have equal times, so only times that can still come again matter: the newest generations of prints are kept, and of
 * older ones the span of time they covered. A print that falls into such a span cannot be counted any more and gets 0.
 */
export class OccurrenceCounter {
  #current = new Map<Instant, Seen[]>()
  #previous = new Map<Instant, Seen[]>()
  #held = 0
  readonly #forgotten: { from: Instant; to: Instant }[] = []

  next(time: Instant, price: number, size: number, exchange: string, conditions: string): number {
    let same = this.#current.get(time) ?? this.#previous.get(time)
    if (same === undefined) {
      if (this.#forgotten.some((span) => time >= span.from && time <= span.to)) return 0
      same = []
      this.#current.set(time, same)
    }
    for (const one of same) {
      if (one.price === price && one.size === size && one.exchange === exchange && one.conditions === conditions)
        return ++one.count
    }
    same.push({ price, size, exchange, conditions, count: 1 })
    if (++this.#held >= GENERATION) this.#turn(time, same)
    return 1
  }

  /** Starts a new generation; the time at hand goes along, since its prints may be cut in two. */
  #turn(time: Instant, same: Seen[]): void {
    this.#current.delete(time)
    let from = Number.POSITIVE_INFINITY
    let to = Number.NEGATIVE_INFINITY
    for (const at of this.#previous.keys()) {
      if (at < from) from = at
      if (at > to) to = at
    }
    if (from <= to) this.#forgotten.push({ from, to })
    this.#previous = this.#current
    this.#current = new Map([[time, same]])
    this.#held = 0
  }
}
