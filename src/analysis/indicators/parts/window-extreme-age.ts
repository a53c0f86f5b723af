import { column } from '../../../market/bars.ts'

/** How many values ago the extreme of the last `period` stood: the highest with sign 1, the lowest with sign -1; of equal ones the latest. */
export class WindowExtremeAge {
  readonly #period: number
  readonly #sign: number
  readonly #ring: Float64Array
  /** Extreme of the block before from each place on, and its place (see `windowHighest` for the blocks). */
  readonly #ends: Float64Array
  readonly #places: Int32Array
  #at = -1
  #seen = 0
  #before = Number.NEGATIVE_INFINITY
  #placeBefore = 0
  #now = Number.NEGATIVE_INFINITY
  #place = 0

  constructor(period: number, sign: 1 | -1) {
    this.#period = period
    this.#sign = sign
    this.#ring = column(period)
    this.#ends = column(period + 1).fill(Number.NEGATIVE_INFINITY)
    this.#places = new Int32Array(period + 1)
  }

  /** NaN until there are `period` values. */
  next(value: number, again: boolean): number {
    if (!again) this.#turn()
    const signed = this.#sign * value
    const isNew = signed >= this.#before
    this.#ring[this.#at] = signed
    this.#now = isNew ? signed : this.#before
    this.#place = isNew ? this.#at : this.#placeBefore
    if (this.#seen < this.#period) return Number.NaN
    const old = this.#at + 1
    return this.#ends[old] > this.#now ? this.#at + this.#period - this.#places[old] : this.#at - this.#place
  }

  #turn(): void {
    this.#seen++
    this.#before = this.#now
    this.#placeBefore = this.#place
    if (++this.#at < this.#period) return
    this.#at = 0
    this.#before = Number.NEGATIVE_INFINITY
    for (let k = this.#period - 1; k >= 0; k--) {
      const isHigher = this.#ring[k] > this.#ends[k + 1]
      this.#ends[k] = isHigher ? this.#ring[k] : this.#ends[k + 1]
      this.#places[k] = isHigher ? k : this.#places[k + 1]
    }
  }
}
