import type { Instant } from '../core/time.ts'

/** Rows ascending in time. */
export interface TimedRows {
  readonly length: number
  time(row: number): Instant
}

interface Entry<T> {
  rows: T
  /** Of rows at one instant the lower rank comes first. */
  rank: number
  row: number
  due: Instant
}

/**
 * Many tapes as one, row by row in order of (time, rank, row): a binary heap of the next row of each. The order does not depend on how the
 * rows were cut into tapes or when a tape was added, as long as it comes before its rows are due.
 */
export class TimeMerge<T extends TimedRows> {
  #heap: Entry<T>[] = []

  /** When the next row is due; infinity when nothing is left. */
  get next(): Instant {
    return this.#heap.length > 0 ? this.#heap[0].due : Number.POSITIVE_INFINITY
  }

  /** Adds tapes, each with its rank. */
  add(tapes: readonly { rows: T; rank: number }[]): void {
    for (const { rows, rank } of tapes) {
      if (rows.length > 0) this.#heap.push({ rows, rank, row: 0, due: rows.time(0) })
    }
    this.#order()
  }

  /** Leaves out what is left of some tapes. */
  drop(unwanted: (rows: T) => boolean): void {
    this.#heap = this.#heap.filter((entry) => !unwanted(entry.rows))
    this.#order()
  }

  /** Takes every row up to and with an instant, in order; returns how many. */
  take(to: Instant, each: (rows: T, row: number, rank: number) => void): number {
    const heap = this.#heap
    let taken = 0
    while (heap.length > 0 && heap[0].due <= to) {
      const top = heap[0]
      each(top.rows, top.row, top.rank)
      taken++
      if (++top.row < top.rows.length) top.due = top.rows.time(top.row)
      else {
        const last = heap.pop()!
        if (heap.length > 0) heap[0] = last
      }
      sink(heap, 0)
    }
    return taken
  }

  #order(): void {
    for (let at = (this.#heap.length >> 1) - 1; at >= 0; at--) sink(this.#heap, at)
  }
}

function isBefore<T>(a: Entry<T>, b: Entry<T>): boolean {
  return a.due < b.due || (a.due === b.due && a.rank < b.rank)
}

/** Puts an entry below those that come before it. */
function sink<T>(heap: Entry<T>[], start: number): void {
  const size = heap.length
  if (start >= size) return
  const entry = heap[start]
  let at = start
  for (;;) {
    let child = 2 * at + 1
    if (child >= size) break
    if (child + 1 < size && isBefore(heap[child + 1], heap[child])) child++
    if (!isBefore(heap[child], entry)) break
    heap[at] = heap[child]
    at = child
  }
  heap[at] = entry
}
