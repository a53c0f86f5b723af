import { barCount, settleAtOnce } from '../parts/parameters.ts'
import { Stepped } from '../parts/stepped.ts'
import { WindowSum, windowSums } from '../parts/window-sum.ts'
import type { IndicatorSource, IndicatorSpec } from '../spec.ts'

class SumStream extends Stepped {
  readonly #window: WindowSum

  constructor(period: number) {
    super()
    this.#window = new WindowSum(period)
  }

  protected override take({ input }: IndicatorSource, row: number, again: boolean): void {
    this.out[0] = this.#window.next(input[row], again)
  }
}

/** Sum of the last `period` values, as exact as adding them up afresh (see `windowSums`). */
export const sumSpec: IndicatorSpec = {
  name: 'sum',
  summary: 'Sum of the last values',
  group: 'statistics',
  params: [barCount(20)],
  input: 'close',
  outputs: ['value'],
  overlay: false,
  warmUp: ([period]) => period,
  settle: settleAtOnce,
  kernel: ({ bars, input }, [period], [out]) => windowSums(input, bars.length, period, out),
  stream: ([period]) => new SumStream(period),
}
