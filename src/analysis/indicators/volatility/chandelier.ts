import { barCount, factor, settleWilder } from '../parts/parameters.ts'
import { Stepped, stepping } from '../parts/stepped.ts'
import { highestOf, lowestOf, type WindowExtreme } from '../parts/window-extreme.ts'
import type { IndicatorSource, IndicatorSpec } from '../spec.ts'
import { AverageTrueRange } from './atr.ts'

class ChandelierStream extends Stepped {
  readonly #high: WindowExtreme
  readonly #low: WindowExtreme
  readonly #range: AverageTrueRange
  readonly #multiple: number

  constructor([period, multiple]: number[]) {
    super(2)
    this.#high = highestOf(period)
    this.#low = lowestOf(period)
    this.#range = new AverageTrueRange(period)
    this.#multiple = multiple
  }

  protected override take({ bars }: IndicatorSource, row: number, again: boolean): void {
    const reach = this.#multiple * this.#range.next(bars, row, again)
    this.out[0] = this.#high.next(bars.high[row], again) - reach
    this.out[1] = this.#low.next(bars.low[row], again) + reach
  }
}

/**
 * Chandelier exit (Charles Le Beau; Alexander Elder, Come Into My Trading Room, 2002): the stop of a long position hangs `multiple` average
 * true ranges under the highest high of `period` bars, that of a short one stands as far above the lowest low.
 */
export const chandelierSpec: IndicatorSpec = {
  name: 'chandelier',
  summary: 'Chandelier exit: stops of a long and of a short position',
  group: 'volatility',
  params: [barCount(22), factor('multiple', 3)],
  input: null,
  outputs: ['long', 'short'],
  overlay: true,
  warmUp: ([period]) => period + 1,
  settle: ([period]) => settleWilder(period),
  ...stepping((params) => new ChandelierStream(params)),
}
