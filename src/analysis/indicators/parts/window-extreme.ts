import { type Column, column } from '../../../market/bars.ts'

/** Highest of the last `period` values, this row included, into another column; NaN on the first `period - 1` rows. */
export function windowHighest(values: Column, length: number, period: number, out: Column): void {
  for (let start = 0; start < length; start += period) {
    const end = Math.min(start + period, length)
    let high = Number.NEGATIVE_INFINITY
    for (let i = start; i < end; i++) {
      const value = values[i]
      high = Math.max(high, value)
      out[i] = high
    }
    if (start > 0) joinHighest(values, start, end, period, out)
  }
  out.fill(Number.NaN, 0, Math.min(period - 1, length))
}

/** Lowest of the last `period` values, this row included, into another column; NaN on the first `period - 1` rows. */
export function windowLowest(values: Column, length: number, period: number, out: Column): void {
  for (let start = 0; start < length; start += period) {
    const end = Math.min(start + period, length)
    let low = Number.POSITIVE_INFINITY
    for (let i = start; i < end; i++) {
      const value = values[i]
      low = Math.min(low, value)
      out[i] = low
    }
    if (start > 0) joinLowest(values, start, end, period, out)
  }
  out.fill(Number.NaN, 0, Math.min(period - 1, length))
}

// Blocks of `period` rows: a window is the end of one and the beginning of the next (M. van Herk, "A fast algorithm for local minimum and
// maximum filters", 1992; J. Gil and M. Werman, "Computing 2-D min, median, and max filters", 1993). Three comparisons a row, none of
// which depends on the period.

function joinHighest(values: Column, start: number, end: number, period: number, out: Column): void {
  let high = Number.NEGATIVE_INFINITY
  for (let row = start + period - 2; row >= start; row--) {
    const value = values[row - period + 1]
    high = Math.max(high, value)
    if (row < end) out[row] = Math.max(out[row], high)
  }
}

function joinLowest(values: Column, start: number, end: number, period: number, out: Column): void {
  let low = Number.POSITIVE_INFINITY
  for (let row = start + period - 2; row >= start; row--) {
    const value = values[row - period + 1]
    low = Math.min(low, value)
    if (row < end) out[row] = Math.min(out[row], low)
  }
}

/** The same in steps: the highest with sign 1, the lowest with sign -1. */
export class WindowExtreme {
  readonly #period: number
  readonly #sign: number
  /** Values times sign: of this block and, from `#at + 1` on, of the block before. */
  readonly #ring: Column
  /** `#ends[k]`: extreme of the block before from place k on. */
  readonly #ends: Column
  #at = -1
  #seen = 0
  #before = Number.NEGATIVE_INFINITY
  #now = Number.NEGATIVE_INFINITY

  constructor(period: number, sign: 1 | -1) {
    this.#period = period
    this.#sign = sign
    this.#ring = column(period)
    this.#ends = column(period + 1).fill(Number.NEGATIVE_INFINITY)
  }

  /** Extreme of the last `period` values; NaN until there are so many. */
  next(value: number, again: boolean): number {
    if (!again) this.#turn()
    const signed = this.#sign * value
    this.#ring[this.#at] = signed
    this.#now = Math.max(this.#before, signed)
    if (this.#seen < this.#period) return Number.NaN
    return this.#sign * Math.max(this.#now, this.#ends[this.#at + 1])
  }

  #turn(): void {
    this.#seen++
    this.#before = this.#now
    if (++this.#at < this.#period) return
    this.#at = 0
    this.#before = Number.NEGATIVE_INFINITY
    const ends = this.#ends
    for (let k = this.#period - 1; k >= 0; k--) ends[k] = Math.max(ends[k + 1], this.#ring[k])
  }
}

export const highestOf = (period: number): WindowExtreme => new WindowExtreme(period, 1)
export const lowestOf = (period: number): WindowExtreme => new WindowExtreme(period, -1)
