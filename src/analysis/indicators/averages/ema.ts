import { settleExponential } from '../parts/parameters.ts'
import { exponential, type Smoothing, smoothed } from '../parts/smoothing.ts'
import type { IndicatorSource, IndicatorSpec, IndicatorStream } from '../spec.ts'
import { average } from './average.ts'

/**
 * Its own class, not a part behind another: the busiest stream of all. It keeps how far the average stands from the newest value; a new value
 * moves that by its own step and shrinks it by 1 - weight, which is the formula with one operation less to wait for.
 */
class EmaStream implements IndicatorStream {
  readonly out = new Float64Array(1).fill(Number.NaN)
  readonly #keep: number
  readonly #seed: Smoothing
  #rowsToSeed: number
  /** Value, and average less value, at the last row and before it; NaN before the seed. */
  #value = Number.NaN
  #apart = Number.NaN
  #valueBefore = Number.NaN
  #apartBefore = Number.NaN

  constructor(period: number) {
    this.#keep = 1 - 2 / (period + 1)
    this.#seed = exponential(period)
    this.#rowsToSeed = period
  }

  step(source: IndicatorSource, row: number): void {
    const value = source.input[row]
    if (this.#rowsToSeed > 0) {
      this.#rowsToSeed--
      this.#begin(value, false)
      return
    }
    this.#valueBefore = this.#value
    this.#apartBefore = this.#apart
    this.#follow(value)
  }

  replace(source: IndicatorSource, row: number): void {
    if (Number.isNaN(this.#apartBefore)) this.#begin(source.input[row], true)
    else this.#follow(source.input[row])
  }

  #follow(value: number): void {
    const apart = this.#keep * (this.#apartBefore - (value - this.#valueBefore))
    this.#value = value
    this.#apart = apart
    this.out[0] = value + apart
  }

  #begin(value: number, again: boolean): void {
    this.out[0] = this.#seed.next(value, again)
    this.#value = value
    this.#apart = this.out[0] - value
  }
}

/**
 * Exponential moving average with weight 2 / (period + 1), seeded with the simple mean of the first `period` values (the
 * convention of most charting programs); first value on row `period - 1`.
 */
export const emaSpec: IndicatorSpec = average(
  {
    name: 'ema',
    summary: 'Exponential moving average',
    settle: ([period]) => settleExponential(period),
    stream: ([period]) => new EmaStream(period),
  },
  (values, length, [period], out) => smoothed(values, 0, length, period, 2 / (period + 1), out),
  ([period]) => exponential(period),
)
