import { barCount, factor, settleExponential, settleWilder } from '../parts/parameters.ts'
import { exponential, type Smoothing } from '../parts/smoothing.ts'
import { Stepped, stepping } from '../parts/stepped.ts'
import type { IndicatorSource, IndicatorSpec } from '../spec.ts'
import { AverageTrueRange } from './atr.ts'

class KeltnerStream extends Stepped {
  readonly #middle: Smoothing
  readonly #range: AverageTrueRange
  readonly #multiple: number

  constructor([period, atr, multiple]: number[]) {
    super(3)
    this.#middle = exponential(period)
    this.#range = new AverageTrueRange(atr)
    this.#multiple = multiple
  }

  protected override take({ bars }: IndicatorSource, row: number, again: boolean): void {
    const middle = this.#middle.next(bars.close[row], again)
    const reach = this.#multiple * this.#range.next(bars, row, again)
    const known = !Number.isNaN(middle + reach)
    this.out[0] = middle + reach
    this.out[1] = known ? middle : Number.NaN
    this.out[2] = middle - reach
  }
}

/**
 * Keltner channel as Linda Bradford Raschke drew it: an exponential average of the closes, and lines `multiple` average true ranges above
 * and below it (Chester Keltner's own of 1960 used simple averages of typical price and of the range).
 */
export const keltnerSpec: IndicatorSpec = {
  name: 'keltner',
  summary: 'Keltner channel: exponential average and average true ranges around it',
  group: 'volatility',
  params: [barCount(20), barCount(10, 'atr'), factor('multiple', 2)],
  input: null,
  outputs: ['upper', 'middle', 'lower'],
  overlay: true,
  warmUp: ([period, atr]) => Math.max(period, atr + 1),
  settle: ([period, atr]) => Math.max(settleExponential(period), settleWilder(atr)),
  ...stepping((params) => new KeltnerStream(params)),
}
