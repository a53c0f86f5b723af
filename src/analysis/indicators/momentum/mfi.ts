import { Stepped } from '../parts/stepped.ts'
import { WindowSum } from '../parts/window-sum.ts'
import type { IndicatorSource, IndicatorSpec } from '../spec.ts'
import { oscillator, percentOf } from './oscillator.ts'

class MfiStream extends Stepped {
  readonly #up: WindowSum
  readonly #down: WindowSum
  #before = Number.NaN
  #typical = Number.NaN

  constructor(period: number) {
    super()
    this.#up = new WindowSum(period)
    this.#down = new WindowSum(period)
  }

  protected override take({ bars }: IndicatorSource, row: number, again: boolean): void {
    if (!again) this.#before = this.#typical
    const typical = (bars.high[row] + bars.low[row] + bars.close[row]) / 3
    this.#typical = typical
    if (Number.isNaN(this.#before)) return
    const money = typical * bars.volume[row]
    const up = this.#up.next(typical > this.#before ? money : 0, again)
    const down = this.#down.next(typical < this.#before ? money : 0, again)
    this.out[0] = percentOf(up, up + down, 50)
  }
}

/**
 * Money flow index, 0 to 100: money (typical price * volume) of the last `period` bars whose typical price rose, as a share of that of the bars
 * where it rose or fell (Gene Quong and Avrum Soudack, "Volume-weighted RSI: money flow", Technical Analysis of Stocks & Commodities, March
 * 1989). First value on row `period`. No money moved either way: 50.
 */
export const mfiSpec: IndicatorSpec = oscillator(
  { name: 'mfi', summary: 'Money flow index, 0 to 100', input: null, readsVolume: true, warmUp: ([period]) => period + 1 },
  ([period]) => new MfiStream(period),
)
