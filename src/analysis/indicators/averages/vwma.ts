import { Stepped } from '../parts/stepped.ts'
import { WindowMean } from '../parts/window-mean.ts'
import { WindowSum } from '../parts/window-sum.ts'
import type { IndicatorSource, IndicatorSpec } from '../spec.ts'
import { composed } from './average.ts'

class VolumeWeighted extends Stepped {
  readonly #money: WindowSum
  readonly #volume: WindowSum
  readonly #plain: WindowMean

  constructor(period: number) {
    super()
    this.#money = new WindowSum(period)
    this.#volume = new WindowSum(period)
    this.#plain = new WindowMean(period)
  }

  protected override take({ bars, input }: IndicatorSource, row: number, again: boolean): void {
    const value = input[row]
    const money = this.#money.next(value * bars.volume[row], again)
    const volume = this.#volume.next(bars.volume[row], again)
    const plain = this.#plain.next(value, again)
    this.out[0] = volume === 0 ? plain : money / volume
  }
}

/**
 * Volume-weighted moving average: sum of value * volume over sum of volume of the last `period` bars (Buff Dormeier, "Buff up your moving
 * averages", Technical Analysis of Stocks & Commodities, February 2001). Without any volume in the window: the simple mean.
 */
export const vwmaSpec: IndicatorSpec = composed(
  { name: 'vwma', summary: 'Volume-weighted moving average', readsVolume: true },
  ([period]) => new VolumeWeighted(period),
)
