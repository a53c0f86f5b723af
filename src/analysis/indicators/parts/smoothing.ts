import type { Column } from '../../../market/bars.ts'

/**
 * First-order recursive average of rows `[from, length)`: the first value, at row `from + period - 1`, is the simple mean of `period` rows;
 * after that `average += weight * (value - average)`. NaN before. `out` may be `values` itself.
 * Weight 1 / period is Wilder's smoothing (New Concepts in Technical Trading Systems, 1978), 2 / (period + 1) the exponential average.
 * The mean is taken about the first value, so the average of values that do not move is that value to the last bit: no crossing of two
 * averages is made of rounding.
 */
export function smoothed(values: Column, from: number, length: number, period: number, weight: number, out: Column): void {
  const seedRow = from + period - 1
  const first = from < length ? values[from] : 0
  let sum = 0
  for (let i = from; i <= seedRow && i < length; i++) sum += values[i] - first
  out.fill(Number.NaN, 0, Math.min(seedRow, length))
  if (seedRow >= length) return
  let average = first + sum / period
  out[seedRow] = average
  for (let i = seedRow + 1; i < length; i++) {
    average += weight * (values[i] - average)
    out[i] = average
  }
}

/** The same in steps: NaN until `period` values are in. */
export class Smoothing {
  readonly #period: number
  readonly #weight: number
  #seen = 0
  /** What the mean of the first values is taken about. */
  #first = 0
  /** The sum about the first value while it is being seeded, the average after that; before and after the last value. */
  #before = 0
  #now = 0

  constructor(period: number, weight: number) {
    this.#period = period
    this.#weight = weight
  }

  next(value: number, again: boolean): number {
    if (!again) {
      this.#seen++
      this.#before = this.#now
    }
    if (this.#seen > this.#period) {
      this.#now = this.#before + this.#weight * (value - this.#before)
      return this.#now
    }
    if (this.#seen === 1) this.#first = value
    this.#now = this.#before + (value - this.#first)
    if (this.#seen < this.#period) return Number.NaN
    this.#now = this.#first + this.#now / this.#period
    return this.#now
  }
}

/** Wilder's smoothing, weight 1 / period, seeded with the mean of the first `period` values. */
export const wilder = (period: number): Smoothing => new Smoothing(period, 1 / period)
/** The exponential average, weight 2 / (period + 1), seeded the same way. */
export const exponential = (period: number): Smoothing => new Smoothing(period, 2 / (period + 1))

/** Puts a value through an average that follows another part: one that is still silent has nothing to tell it. */
export function through(average: { next(value: number, again: boolean): number }, value: number, again: boolean): number {
  return Number.isNaN(value) ? value : average.next(value, again)
}
