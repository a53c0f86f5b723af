import { WindowMean, windowMeans } from '../parts/window-mean.ts'
import type { IndicatorSource, IndicatorSpec, IndicatorStream } from '../spec.ts'
import { average } from './average.ts'

/** Its own class, not a part behind another: the busiest stream of all. */
class SmaStream implements IndicatorStream {
  readonly out = new Float64Array(1).fill(Number.NaN)
  readonly #mean: WindowMean

  constructor(period: number) {
    this.#mean = new WindowMean(period)
  }

  step(source: IndicatorSource, row: number): void {
    this.out[0] = this.#mean.next(source.input[row], false)
  }

  replace(source: IndicatorSource, row: number): void {
    this.out[0] = this.#mean.next(source.input[row], true)
  }
}

/** Simple moving average: the mean of the last `period` values, with equal weights. First value on row `period - 1`. */
export const smaSpec: IndicatorSpec = average(
  { name: 'sma', summary: 'Simple moving average', stream: ([period]) => new SmaStream(period) },
  (values, length, [period], out) => windowMeans(values, length, period, out),
  ([period]) => new WindowMean(period),
)
