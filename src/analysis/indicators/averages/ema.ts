import { settleExponential } from '../parts/parameters.ts'
import { exponential, type Smoothing, smoothed } from '../parts/smoothing.ts'
import type { IndicatorSource, IndicatorSpec, IndicatorStream } from '../spec.ts'
import { average } from './average.ts'

/** Its own class, not a part behind another: the busiest stream of all. */
class EmaStream implements IndicatorStream {
  readonly out = new Float64Array(1).fill(Number.NaN)
  readonly #average: Smoothing

  constructor(period: number) {
    this.#average = exponential(period)
  }

  step(source: IndicatorSource, row: number): void {
    this.out[0] = this.#average.next(source.input[row], false)
  }

  replace(source: IndicatorSource, row: number): void {
    this.out[0] = this.#average.next(source.input[row], true)
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
