import { Stepped } from '../parts/stepped.ts'
import { WindowRange } from '../parts/window-range.ts'
import type { IndicatorSource, IndicatorSpec } from '../spec.ts'
import { oscillator, percentOf } from './oscillator.ts'

class WilliamsStream extends Stepped {
  readonly #window: WindowRange

  constructor(period: number) {
    super()
    this.#window = new WindowRange(period)
  }

  protected override take({ bars }: IndicatorSource, row: number, again: boolean): void {
    this.#window.next(bars.high[row], bars.low[row], again)
    const { high, low } = this.#window
    this.out[0] = percentOf(bars.close[row] - high, high - low, -50)
  }
}

/**
 * Williams %R, -100 to 0: how far the close stands below the highest high of `period` bars, in hundredths of their range (Larry Williams, How I
 * Made One Million Dollars Last Year Trading Commodities, 1973). Bars without any range: -50, the middle.
 */
export const williamsSpec: IndicatorSpec = oscillator(
  { name: 'williams', summary: 'Williams %R, -100 to 0', input: null, warmUp: ([period]) => period },
  ([period]) => new WilliamsStream(period),
)
