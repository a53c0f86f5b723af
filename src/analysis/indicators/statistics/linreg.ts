import { column } from '../../../market/bars.ts'
import { barCount, settleAtOnce } from '../parts/parameters.ts'
import { Stepped, stepping } from '../parts/stepped.ts'
import type { IndicatorSource, IndicatorSpec } from '../spec.ts'

/**
 * Sums of the values about a reference, of their squares, and of place times value, place 0 being the first row of the block; the block
 * before has places -period to -1. Blocks and references as in `windowMoments`.
 */
class LinregStream extends Stepped {
  readonly #period: number
  readonly #ring: Float64Array
  readonly #sums: Float64Array
  readonly #squares: Float64Array
  readonly #products: Float64Array
  readonly #before = { sum: 0, square: 0, product: 0 }
  readonly #now = { sum: 0, square: 0, product: 0 }
  #reference = 0
  #at = -1
  #seen = 0

  constructor(period: number) {
    super(4)
    this.#period = period
    this.#ring = column(period)
    this.#sums = column(period + 1)
    this.#squares = column(period + 1)
    this.#products = column(period + 1)
  }

  protected override take({ input }: IndicatorSource, row: number, again: boolean): void {
    if (!again) {
      this.#seen++
      Object.assign(this.#before, this.#now)
      if (++this.#at === this.#period) this.#at = 0
    }
    if (this.#at === 0) this.#begin(input[row])
    this.#ring[this.#at] = input[row]
    const apart = input[row] - this.#reference
    this.#now.sum = this.#before.sum + apart
    this.#now.square = this.#before.square + apart * apart
    this.#now.product = this.#before.product + this.#at * apart
    if (this.#seen >= this.#period) this.#fit()
  }

  #begin(reference: number): void {
    this.#reference = reference
    Object.assign(this.#before, { sum: 0, square: 0, product: 0 })
    for (let k = this.#period - 1; k > 0; k--) {
      const apart = this.#ring[k] - reference
      this.#sums[k] = this.#sums[k + 1] + apart
      this.#squares[k] = this.#squares[k + 1] + apart * apart
      this.#products[k] = this.#products[k + 1] + (k - this.#period) * apart
    }
  }

  #fit(): void {
    const n = this.#period
    const old = this.#at + 1
    const sum = this.#now.sum + this.#sums[old]
    const product = this.#now.product + this.#products[old]
    // Places about the middle of the window: it ends at place `#at`.
    const together = product + ((n - 1) / 2 - this.#at) * sum
    const spread = (n * (n * n - 1)) / 12
    const variation = this.#now.square + this.#squares[old] - (sum * sum) / n
    const slope = together / spread
    const middle = this.#reference + sum / n
    this.out[0] = middle + (slope * (n - 1)) / 2
    this.out[1] = slope
    this.out[2] = middle - (slope * (n - 1)) / 2
    this.out[3] = variation > 0 ? Math.min(1, (slope * together) / variation) : 0
  }
}

/**
 * Least-squares line through the last `period` values (A.-M. Legendre, 1805): `value` is the line at this row, `slope` its rise a bar,
 * `intercept` the line at the first row of the window, `r2` the share of the variation that it explains, 0 to 1. Values that do not vary
 * leave nothing to explain: r2 is 0.
 */
export const linregSpec: IndicatorSpec = {
  name: 'linreg',
  summary: 'Least-squares line: its value, slope, intercept and share explained',
  group: 'statistics',
  params: [barCount(14, 'period', 2)],
  input: 'close',
  outputs: ['value', 'slope', 'intercept', 'r2'],
  overlay: true,
  warmUp: ([period]) => period,
  settle: settleAtOnce,
  ...stepping(([period]) => new LinregStream(period)),
}
