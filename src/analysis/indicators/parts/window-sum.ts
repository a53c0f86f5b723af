import { type Column, column } from '../../../market/bars.ts'

/**
 * Sums of the last `period` values into `out` (another column than `values`), NaN on the first `period - 1` rows.
 * The rows are cut into blocks of `period`; a window is the end of one block and the beginning of the next, so its sum is that of two
 * running sums and nothing is ever subtracted (van Herk 1992 and Gil and Werman 1993 do so for extremes). Two additions a row whatever
 * the period, and as exact as adding the window up afresh: a large value leaves no trace once it has left.
 */
export function windowSums(values: Column, length: number, period: number, out: Column): void {
  for (let start = 0; start < length; start += period) {
    const end = Math.min(start + period, length)
    let sum = 0
    for (let i = start; i < end; i++) {
      sum += values[i]
      out[i] = sum
    }
    if (start > 0) addEndOfBlock(values, start, end, period, out)
  }
  out.fill(Number.NaN, 0, Math.min(period - 1, length))
}

/** Adds to each row of the block `[start, end)` the values of the block before that are still in its window, from the newest back. */
function addEndOfBlock(values: Column, start: number, end: number, period: number, out: Column): void {
  let sum = 0
  let row = start + period - 2
  // The last block may be cut short: its missing rows still say which old values are in the windows of the others.
  for (; row >= end; row--) sum += values[row - period + 1]
  for (; row >= start; row--) {
    sum += values[row - period + 1]
    out[row] += sum
  }
}

/** The same in steps. */
export class WindowSum {
  readonly #period: number
  /** The values of this block and, from `#at + 1` on, those of the block before. */
  readonly #ring: Column
  /** `#ends[k]`: sum of the block before from place k on. */
  readonly #ends: Column
  #at = -1
  #seen = 0
  #before = 0
  #now = 0

  constructor(period: number) {
    this.#period = period
    this.#ring = column(period)
    this.#ends = column(period + 1)
  }

  /** Sum of the last `period` values; NaN until there are so many. */
  next(value: number, again: boolean): number {
    if (!again) this.#turn()
    this.#ring[this.#at] = value
    this.#now = this.#before + value
    return this.#seen < this.#period ? Number.NaN : this.#now + this.#ends[this.#at + 1]
  }

  #turn(): void {
    this.#seen++
    this.#before = this.#now
    if (++this.#at < this.#period) return
    this.#at = 0
    this.#before = 0
    const ends = this.#ends
    for (let k = this.#period - 1; k >= 0; k--) ends[k] = ends[k + 1] + this.#ring[k]
    // The last place of `ends` stays 0: at the end of a block the window is the block.
  }
}
