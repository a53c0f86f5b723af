import { type Column, column } from '../../../market/bars.ts'

/**
 * Simple means of the last `period` values into `out` (another column than `values`), NaN on the first `period - 1` rows.
 * Joined from blocks of `period` rows as in `windowSums`, so that nothing is ever subtracted again, and taken about the first value of the
 * row's block, which is in every window that ends there: the mean of values that do not move is that value to the last bit.
 */
export function windowMeans(values: Column, length: number, period: number, out: Column): void {
  const share = 1 / period
  const ends = column(period + 1)
  for (let start = 0; start < length; start += period) {
    const reference = values[start]
    const end = Math.min(start + period, length)
    if (start > 0) sumEnds(values, start - period, period, reference, ends)
    let sum = 0
    for (let i = start, k = 1; i < end; i++, k++) {
      sum += values[i] - reference
      out[i] = reference + (sum + ends[k]) * share
    }
  }
  out.fill(Number.NaN, 0, Math.min(period - 1, length))
}

/** `ends[k]`: sum, about the reference, of the block that begins at `start` from place k on. */
function sumEnds(values: Column, start: number, period: number, reference: number, ends: Column): void {
  let sum = 0
  for (let k = period - 1; k > 0; k--) {
    sum += values[start + k] - reference
    ends[k] = sum
  }
}

/** The same in steps. */
export class WindowMean {
  readonly #period: number
  readonly #share: number
  /** The values of this block and, from `#at + 1` on, those of the block before. */
  readonly #ring: Column
  readonly #ends: Column
  #reference = 0
  #at = -1
  #seen = 0
  #before = 0
  #now = 0

  constructor(period: number) {
    this.#period = period
    this.#share = 1 / period
    this.#ring = column(period)
    this.#ends = column(period + 1)
  }

  /** Mean of the last `period` values; NaN until there are so many. */
  next(value: number, again: boolean): number {
    if (!again) this.#turn()
    if (this.#at === 0) this.#begin(value)
    this.#ring[this.#at] = value
    this.#now = this.#before + (value - this.#reference)
    if (this.#seen < this.#period) return Number.NaN
    return this.#reference + (this.#now + this.#ends[this.#at + 1]) * this.#share
  }

  #turn(): void {
    this.#seen++
    this.#before = this.#now
    if (++this.#at === this.#period) this.#at = 0
  }

  /** A new block: its first value is the reference of the windows that end in it. */
  #begin(reference: number): void {
    this.#reference = reference
    this.#before = 0
    if (this.#seen > this.#period) sumEnds(this.#ring, 0, this.#period, reference, this.#ends)
  }
}
