import { barCount, settleAtOnce } from '../parts/parameters.ts'
import { SortedWindow } from '../parts/sorted-window.ts'
import { Stepped, stepping } from '../parts/stepped.ts'
import type { IndicatorSource, IndicatorSpec } from '../spec.ts'

class PercentileStream extends Stepped {
  readonly #window: SortedWindow
  readonly #share: number

  constructor(period: number, percent: number) {
    super()
    this.#window = new SortedWindow(period)
    this.#share = percent / 100
  }

  protected override take({ input }: IndicatorSource, row: number, again: boolean): void {
    this.#window.next(input[row], again)
    this.out[0] = this.#window.quantile(this.#share)
  }
}

const common = {
  group: 'statistics',
  input: 'close',
  outputs: ['value'],
  overlay: true,
  settle: settleAtOnce,
} satisfies Partial<IndicatorSpec>

/** The value that `percent` of the last `period` values lie below, interpolated (Hyndman and Fan's definition 7). */
export const percentileSpec: IndicatorSpec = {
  name: 'percentile',
  summary: 'The value below which a percentage of the last values lies',
  ...common,
  params: [barCount(20), { name: 'percent', min: 0, max: 100, default: 50, fraction: true }],
  warmUp: ([period]) => period,
  ...stepping(([period, percent]) => new PercentileStream(period, percent)),
}

/** Median of the last `period` values; of an even number the middle of the two in the middle. */
export const medianSpec: IndicatorSpec = {
  name: 'median',
  summary: 'Median of the last values',
  ...common,
  params: [barCount(20)],
  warmUp: ([period]) => period,
  ...stepping(([period]) => new PercentileStream(period, 50)),
}
