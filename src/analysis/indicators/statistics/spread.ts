import { barCount, settleAtOnce } from '../parts/parameters.ts'
import { Stepped, stepping } from '../parts/stepped.ts'
import { WindowMoments, windowMoments } from '../parts/window-moments.ts'
import type { IndicatorSource, IndicatorSpec } from '../spec.ts'

class VarianceStream extends Stepped {
  readonly #window: WindowMoments

  constructor(period: number) {
    super()
    this.#window = new WindowMoments(period)
  }

  protected override take({ input }: IndicatorSource, row: number, again: boolean): void {
    this.#window.next(input[row], again)
    this.out[0] = this.#window.variance
  }
}

class ScoreStream extends Stepped {
  readonly #window: WindowMoments

  constructor(period: number) {
    super()
    this.#window = new WindowMoments(period)
  }

  protected override take({ input }: IndicatorSource, row: number, again: boolean): void {
    this.#window.next(input[row], again)
    const { mean, variance } = this.#window
    this.out[0] = variance === 0 ? 0 : (input[row] - mean) / Math.sqrt(variance)
  }
}

/** Population variance (divisor `period`) of the last values: the square of `stdev`. */
export const varianceSpec: IndicatorSpec = {
  name: 'variance',
  summary: 'Variance (population) of the last values',
  group: 'statistics',
  params: [barCount(20)],
  input: 'close',
  outputs: ['value'],
  overlay: false,
  warmUp: ([period]) => period,
  settle: settleAtOnce,
  kernel: ({ bars, input }, [period], [out]) => windowMoments(input, bars.length, period, null, out),
  stream: ([period]) => new VarianceStream(period),
}

/** Standard score: how many population deviations a value stands from the mean of the last `period`, itself among them; 0 where none deviates. */
export const zscoreSpec: IndicatorSpec = {
  name: 'zscore',
  summary: 'Distance from the mean in standard deviations',
  group: 'statistics',
  params: [barCount(20, 'period', 2)],
  input: 'close',
  outputs: ['value'],
  overlay: false,
  warmUp: ([period]) => period,
  settle: settleAtOnce,
  ...stepping(([period]) => new ScoreStream(period)),
}
