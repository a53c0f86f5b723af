import { column } from '../../../market/bars.ts'

const X = 0
const Y = 1
const XX = 2
const XY = 3
const YY = 4
const SUMS = 5

/**
 * Means of squares and products of the last `period` pairs, each about its mean; NaN until there are so many pairs in a row, and again
 * while a pair with a missing number is among them. Blocks and references as in `windowMoments`.
 */
export class WindowPairs {
  varianceX = Number.NaN
  varianceY = Number.NaN
  covariance = Number.NaN
  readonly #period: number
  readonly #x: Float64Array
  readonly #y: Float64Array
  /** Five sums of the block before from each place on, and of this block before the last pair. */
  readonly #ends: Float64Array
  readonly #before = new Float64Array(SUMS)
  readonly #now = new Float64Array(SUMS)
  #referenceX = 0
  #referenceY = 0
  #at = -1
  /** Pairs without a gap up to the last one, and up to the one before. */
  #whole = 0
  #wholeBefore = 0

  constructor(period: number) {
    this.#period = period
    this.#x = column(period)
    this.#y = column(period)
    this.#ends = column(SUMS * (period + 1))
  }

  next(x: number, y: number, again: boolean): void {
    if (!again) this.#turn()
    const isPair = !Number.isNaN(x + y)
    this.#whole = isPair ? this.#wholeBefore + 1 : 0
    // A missing pair stands as 0 in the sums: no window that holds it is shown.
    this.#x[this.#at] = isPair ? x : 0
    this.#y[this.#at] = isPair ? y : 0
    if (this.#at === 0) this.#begin()
    this.#now.set(this.#before)
    add(this.#now, 0, this.#x[this.#at] - this.#referenceX, this.#y[this.#at] - this.#referenceY)
    if (this.#whole >= this.#period) this.#show()
    else this.varianceX = this.varianceY = this.covariance = Number.NaN
  }

  #turn(): void {
    this.#wholeBefore = this.#whole
    this.#before.set(this.#now)
    if (++this.#at === this.#period) this.#at = 0
  }

  #begin(): void {
    this.#before.fill(0)
    this.#referenceX = this.#x[0]
    this.#referenceY = this.#y[0]
    const ends = this.#ends
    for (let k = this.#period - 1; k > 0; k--) {
      ends.copyWithin(SUMS * k, SUMS * (k + 1), SUMS * (k + 2))
      add(ends, SUMS * k, this.#x[k] - this.#referenceX, this.#y[k] - this.#referenceY)
    }
  }

  #show(): void {
    const share = 1 / this.#period
    const old = SUMS * (this.#at + 1)
    const sum = (which: number) => (this.#now[which] + this.#ends[old + which]) * share
    const x = sum(X)
    const y = sum(Y)
    this.varianceX = Math.max(0, sum(XX) - x * x)
    this.varianceY = Math.max(0, sum(YY) - y * y)
    this.covariance = sum(XY) - x * y
  }
}

function add(sums: Float64Array, from: number, x: number, y: number): void {
  sums[from + X] += x
  sums[from + Y] += y
  sums[from + XX] += x * x
  sums[from + XY] += x * y
  sums[from + YY] += y * y
}
