import { Stepped } from '../parts/stepped.ts'
import { highestOf, lowestOf } from '../parts/window-extreme.ts'
import type { IndicatorSource, IndicatorSpec } from '../spec.ts'
import { oscillator, percentOf } from './oscillator.ts'

class WilliamsStream extends Stepped {
  readonly #highest
  readonly #lowest

  constructor(period: number) {
    super()
    this.#highest = highestOf(period)
    this.#lowest = lowestOf(period)
  }

  protected override take({ bars }: IndicatorSource, row: number, again: boolean): void {
    const high = this.#highest.next(bars.high[row], again)
    const low = this.#lowest.next(bars.low[row], again)
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
