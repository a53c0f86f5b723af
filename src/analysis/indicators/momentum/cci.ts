import { column } from '../../../market/bars.ts'
import { barCount } from '../parts/parameters.ts'
import { Stepped } from '../parts/stepped.ts'
import { WindowMean } from '../parts/window-mean.ts'
import type { IndicatorSource, IndicatorSpec } from '../spec.ts'
import { oscillator } from './oscillator.ts'

/** Lambert's scale: about three quarters of the values fall between -100 and 100. */
const SCALE = 0.015

class CciStream extends Stepped {
  readonly #period: number
  readonly #mean: WindowMean
  readonly #ring
  #at = -1

  constructor(period: number) {
    super()
    this.#period = period
    this.#mean = new WindowMean(period)
    this.#ring = column(period)
  }

  protected override take({ bars }: IndicatorSource, row: number, again: boolean): void {
    const typical = (bars.high[row] + bars.low[row] + bars.close[row]) / 3
    if (!again && ++this.#at === this.#period) this.#at = 0
    this.#ring[this.#at] = typical
    const mean = this.#mean.next(typical, again)
    if (Number.isNaN(mean)) return
    let apart = 0
    for (let k = 0; k < this.#period; k++) apart += Math.abs(this.#ring[k] - mean)
    this.out[0] = apart === 0 ? 0 : ((typical - mean) * this.#period) / (SCALE * apart)
  }
}

/**
 * Commodity channel index: how far the typical price (high + low + close) / 3 stands from its simple mean of `period` bars, in units of 0.015
 * mean absolute deviations (Donald Lambert, "Commodity Channel Index", Commodities, October 1980). Prices that do not move: 0.
 */
export const cciSpec: IndicatorSpec = oscillator(
  { name: 'cci', summary: 'Commodity channel index', params: [barCount(20)], input: null, warmUp: ([period]) => period },
  ([period]) => new CciStream(period),
)
