/**
 * First-order recursive average of a stream: NaN until `period` values are in, then their simple mean, then
 * `average += weight * (value - average)`. Weight 1 / period is Wilder's smoothing (New Concepts in Technical Trading Systems, 1978),
 * 2 / (period + 1) the exponential average.
 */
export class Smoothing {
  readonly #period: number
  readonly #weight: number
  #seen = 0
  /** The sum while it is being seeded, the average after that; before and after the last value. */
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
    this.#now = this.#before + value
    if (this.#seen < this.#period) return Number.NaN
    this.#now /= this.#period
    return this.#now
  }
}

export const wilder = (period: number): Smoothing => new Smoothing(period, 1 / period)
export const exponential = (period: number): Smoothing => new Smoothing(period, 2 / (period + 1))
