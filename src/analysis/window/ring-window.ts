import type { Instant } from '../../core/time.ts'
import type { Column } from '../../market/bars.ts'
import type { Ring, RingWatcher } from '../../market/live/types.ts'

type TimedRing = Ring & { readonly time: Column }

/** What hears which rows of a ring enter and leave a window. */
export interface RowSums<R> {
  add(ring: R, row: number): void
  remove(ring: R, row: number): void
  reset(): void
}

/** Rows taken away before everything is added anew: differences of sums lose a little each time. */
const ROWS_BEFORE_RENEWAL = 200_000

/**
 * The rows of a ring whose time is after an instant that only moves on. Each row is added once and taken away once; a row that came late waits in a
 * short list of its own, so that the window holds the same rows as a walk over the whole ring would find. Rows are numbered from the first ever taken.
 * A ring too small for the window tells of each row that it is about to overwrite.
 */
export class RingWindow<R extends TimedRing> implements RingWatcher {
  /** Rows before this one have left, or came late. */
  head = 0
  /** How often all was added anew. */
  renewals = 0
  #next = 0
  #late: number[] = []
  /** Newest time among all rows before `#next`, and among those before `head`. */
  #newest = Number.NEGATIVE_INFINITY
  #headNewest = Number.NEGATIVE_INFINITY
  #removed = 0
  #from = Number.NEGATIVE_INFINITY
  readonly #ring: R
  readonly #sums: RowSums<R>

  constructor(ring: R, sums: RowSums<R>) {
    this.#ring = ring
    this.#sums = sums
    this.renew()
    ring.watchers?.push(this)
  }

  /** Hears of its ring no more. */
  close(): void {
    const at = this.#ring.watchers?.indexOf(this) ?? -1
    if (at >= 0) this.#ring.watchers!.splice(at, 1)
  }

  /** Late rows that are in the window, by time. */
  get late(): readonly number[] {
    return this.#late
  }

  /** Newest time among the rows before `head`. */
  get headNewest(): Instant {
    return this.#headNewest
  }

  /** Takes the rows that have come, and lets go of those at or before `from`. */
  advance(from: Instant): void {
    const ring = this.#ring
    const oldest = ring.total - ring.length
    this.#from = from
    if (this.head < oldest || this.#removed > ROWS_BEFORE_RENEWAL) this.renew()
    for (; this.#next < ring.total; this.#next++) this.#take(this.#next)
    while (this.head < this.#next) {
      const row = rowAt(ring, this.head)
      const time = ring.time[row]
      if (time >= this.#headNewest) {
        if (time > from) break
        this.#headNewest = time
        this.#drop(row)
      }
      this.head++
    }
    while (this.#late.length > 0 && ring.time[rowAt(ring, this.#late[0])] <= from) this.#drop(rowAt(ring, this.#late.shift()!))
  }

  leave(row: number): void {
    const number = this.#ring.total - this.#ring.length
    for (; this.#next <= number; this.#next++) this.#take(this.#next)
    const late = this.#late.indexOf(number)
    if (late >= 0) {
      this.#late.splice(late, 1)
      this.#drop(row)
    } else if (number >= this.head && this.#ring.time[row] >= this.#headNewest) {
      this.#headNewest = this.#ring.time[row]
      this.#drop(row)
    }
    this.head = Math.max(this.head, number + 1)
  }

  /** Forgets all: the next advance walks what the ring holds. For a ring that does not tell what it overwrites, or whose rows were corrected. */
  renew(): void {
    this.#sums.reset()
    this.renewals++
    this.head = this.#next = this.#ring.total - this.#ring.length
    this.#late = []
    this.#newest = this.#headNewest = Number.NEGATIVE_INFINITY
    this.#removed = 0
  }

  #take(number: number): void {
    const ring = this.#ring
    const row = rowAt(ring, number)
    const time = ring.time[row]
    if (time >= this.#newest) this.#newest = time
    else if (time > this.#from) this.#wait(number, time)
    else return
    this.#sums.add(ring, row)
  }

  #wait(number: number, time: Instant): void {
    const ring = this.#ring
    let at = this.#late.length
    while (at > 0 && ring.time[rowAt(ring, this.#late[at - 1])] > time) at--
    this.#late.splice(at, 0, number)
  }

  #drop(row: number): void {
    this.#sums.remove(this.#ring, row)
    this.#removed++
  }
}

/** Row in the columns of the ring's row with a number, counted from the first ever taken; it must be held. */
export function rowAt(ring: Ring, number: number): number {
  const row = ring.first + (number - (ring.total - ring.length))
  return row < ring.capacity ? row : row - ring.capacity
}
