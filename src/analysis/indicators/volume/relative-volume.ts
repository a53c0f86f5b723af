import { Lag } from '../parts/lag.ts'
import { barCount, settleAtOnce } from '../parts/parameters.ts'
import { Stepped, stepping } from '../parts/stepped.ts'
import { WindowSum } from '../parts/window-sum.ts'
import type { IndicatorSource, IndicatorSpec } from '../spec.ts'

class RelativeVolumeStream extends Stepped {
  readonly #volume = new Lag()
  readonly #sum: WindowSum
  readonly #period: number

  constructor(period: number) {
    super()
    this.#sum = new WindowSum(period)
    this.#period = period
  }

  protected override take({ bars }: IndicatorSource, row: number, again: boolean): void {
    const before = this.#volume.next(bars.volume[row], again)
    if (Number.isNaN(before)) return
    const mean = this.#sum.next(before, again) / this.#period
    this.out[0] = mean === 0 ? 1 : bars.volume[row] / mean
  }
}

/**
 * Relative volume: the bar's volume over the mean of the `period` bars before it (1 = as usual). Where those had no volume there is no
 * usual to compare with: 1. Within the day a bar is compared with the bars before it, not with the same time of other days.
 */
export const relativeVolumeSpec: IndicatorSpec = {
  name: 'rvol',
  summary: 'Relative volume: the bar against the mean of the bars before it',
  group: 'volume',
  params: [barCount(20)],
  input: null,
  outputs: ['value'],
  overlay: false,
  warmUp: ([period]) => period + 1,
  settle: settleAtOnce,
  ...stepping(([period]) => new RelativeVolumeStream(period)),
}
