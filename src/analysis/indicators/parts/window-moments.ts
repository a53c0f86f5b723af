import { type Column, column } from '../../../market/bars.ts'

/**
 * Mean and population variance of the last `period` values into `means` (null when they are not wanted) and `variances` (other columns than
 * `values`), NaN on the first `period - 1` rows. The variance is the mean square about a reference less the square of the mean about it,
 * and the reference of each block of `period` rows is its first value: every window that ends in the block holds that value, so no
 * difference is larger than the window's own range and nothing cancels at a high price (textbook one-pass sums lose every digit there; Chan,
 * Golub and LeVeque, "Algorithms for computing the sample variance", 1983, on shifted data). Blocks are joined as in `windowSums`.
 */
export function windowMoments(values: Column, length: number, period: number, means: Column | null, variances: Column): void {
  const sums = column(period)
  for (let start = 0; start < length; start += period) {
    const end = Math.min(start + period, length)
    const reference = values[start]
    let sum = 0
    let squares = 0
    for (let i = start; i < end; i++) {
      const apart = values[i] - reference
      sum += apart
      squares += apart * apart
      sums[i - start] = sum
      variances[i] = squares
    }
    finishBlock(values, start, end, period, sums, variances)
    if (means) for (let i = start; i < end; i++) means[i] = reference + sums[i - start]
  }
  means?.fill(Number.NaN, 0, Math.min(period - 1, length))
  variances.fill(Number.NaN, 0, Math.min(period - 1, length))
}

/** Joins the sums of the block `[start, end)` with those of the block before; leaves means about the reference in `sums`, and variances. */
function finishBlock(values: Column, start: number, end: number, period: number, sums: Column, variances: Column): void {
  const reference = values[start]
  const share = 1 / period
  let sum = 0
  let squares = 0
  let row = start + period - 1
  if (row < end) {
    const shift = sums[period - 1] * share
    const variance = variances[row] * share - shift * shift
    variances[row] = variance > 0 ? variance : 0
    sums[period - 1] = shift
  }
  if (start === 0) return
  for (row--; row >= end; row--) {
    const apart = values[row - period + 1] - reference
    sum += apart
    squares += apart * apart
  }
  for (; row >= start; row--) {
    const apart = values[row - period + 1] - reference
    sum += apart
    squares += apart * apart
    const shift = (sums[row - start] + sum) * share
    const variance = (variances[row] + squares) * share - shift * shift
    variances[row] = variance > 0 ? variance : 0
    sums[row - start] = shift
  }
}

/** The same in steps. */
export class WindowMoments {
  mean = Number.NaN
  variance = Number.NaN
  readonly #period: number
  readonly #share: number
  /** The values of this block and, from `#at + 1` on, those of the block before. */
  readonly #ring: Column
  /** Sums and sums of squares, about the reference, of the block before from each place on. */
  readonly #sums: Column
  readonly #squares: Column
  #reference = 0
  #at = -1
  #seen = 0
  #sumBefore = 0
  #squaresBefore = 0
  #sum = 0
  #square = 0

  constructor(period: number) {
    this.#period = period
    this.#share = 1 / period
    this.#ring = column(period)
    this.#sums = column(period + 1)
    this.#squares = column(period + 1)
  }

  /** Takes a value; `mean` and `variance` are those of the last `period`, NaN until there are so many. */
  next(value: number, again: boolean): void {
    if (!again) this.#turn()
    if (this.#at === 0) this.#begin(value)
    this.#ring[this.#at] = value
    const apart = value - this.#reference
    this.#sum = this.#sumBefore + apart
    this.#square = this.#squaresBefore + apart * apart
    if (this.#seen < this.#period) return
    const shift = (this.#sum + this.#sums[this.#at + 1]) * this.#share
    const variance = (this.#square + this.#squares[this.#at + 1]) * this.#share - shift * shift
    this.mean = this.#reference + shift
    this.variance = variance > 0 ? variance : 0
  }

  #turn(): void {
    this.#seen++
    this.#sumBefore = this.#sum
    this.#squaresBefore = this.#square
    if (++this.#at === this.#period) this.#at = 0
  }

  /** A new block: its first value is the reference of the windows that end in it. */
  #begin(reference: number): void {
    this.#reference = reference
    this.#sumBefore = 0
    this.#squaresBefore = 0
    if (this.#seen < this.#period) return
    for (let k = this.#period - 1; k > 0; k--) {
      const apart = this.#ring[k] - reference
      this.#sums[k] = this.#sums[k + 1] + apart
      this.#squares[k] = this.#squares[k + 1] + apart * apart
    }
  }
}
