import type { Column } from '../../../market/bars.ts'
import { barCount, settleAtOnce } from '../parts/parameters.ts'
import { WindowMoments, windowMoments } from '../parts/window-moments.ts'
import type { IndicatorSource, IndicatorSpec, IndicatorStream } from '../spec.ts'

/**
 * Population standard deviation of the last `period` values (divisor `period`, as Bollinger's bands use it), in the units of the values;
 * NaN on the first `period - 1` rows. Keeps its digits on a flat series at a high price (see `windowMoments`).
 */
export function stdev(values: Column, length: number, period: number, out: Column): void {
  windowMoments(values, length, period, null, out)
  for (let i = 0; i < length; i++) out[i] = Math.sqrt(out[i])
}

class StdevStream implements IndicatorStream {
  readonly out = new Float64Array(1).fill(Number.NaN)
  readonly #window: WindowMoments

  constructor(period: number) {
    this.#window = new WindowMoments(period)
  }

  step(source: IndicatorSource, row: number): void {
    this.#window.next(source.input[row], false)
    this.out[0] = Math.sqrt(this.#window.variance)
  }

  replace(source: IndicatorSource, row: number): void {
    this.#window.next(source.input[row], true)
    this.out[0] = Math.sqrt(this.#window.variance)
  }
}

export const stdevSpec: IndicatorSpec = {
  name: 'stdev',
  summary: 'Standard deviation (population)',
  group: 'volatility',
  params: [barCount(20)],
  input: 'close',
  outputs: ['value'],
  overlay: false,
  warmUp: ([period]) => period,
  settle: settleAtOnce,
  kernel: ({ bars, input }, [period], [out]) => stdev(input, bars.length, period, out),
  stream: ([period]) => new StdevStream(period),
}
