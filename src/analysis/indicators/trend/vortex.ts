import { barCount, settleAtOnce } from '../parts/parameters.ts'
import { Stepped, stepping } from '../parts/stepped.ts'
import { WindowSum } from '../parts/window-sum.ts'
import type { IndicatorSource, IndicatorSpec } from '../spec.ts'
import { TrueRange } from '../volatility/true-range.ts'

class VortexStream extends Stepped {
  readonly #trueRange = new TrueRange()
  readonly #range: WindowSum
  readonly #plus: WindowSum
  readonly #minus: WindowSum
  #highBefore = Number.NaN
  #lowBefore = Number.NaN
  #high = Number.NaN
  #low = Number.NaN

  constructor(period: number) {
    super(2)
    this.#range = new WindowSum(period)
    this.#plus = new WindowSum(period)
    this.#minus = new WindowSum(period)
  }

  protected override take({ bars }: IndicatorSource, row: number, again: boolean): void {
    if (!again) {
      this.#highBefore = this.#high
      this.#lowBefore = this.#low
    }
    this.#high = bars.high[row]
    this.#low = bars.low[row]
    const trueRange = this.#trueRange.next(bars, row, again)
    if (Number.isNaN(trueRange)) return
    const range = this.#range.next(trueRange, again)
    const plus = this.#plus.next(Math.abs(this.#high - this.#lowBefore), again)
    const minus = this.#minus.next(Math.abs(this.#low - this.#highBefore), again)
    this.out[0] = range === 0 ? 1 : plus / range
    this.out[1] = range === 0 ? 1 : minus / range
  }
}

/**
 * Vortex indicator (Etienne Botes and Douglas Siepman, Technical Analysis of Stocks and Commodities, January 2010): the ways from each
 * low before up to the high, and from each high before down to the low, as shares of the true ranges of `period` bars.
 * Where nothing moves both are 1: neither side leads.
 */
export const vortexSpec: IndicatorSpec = {
  name: 'vortex',
  summary: 'Vortex: upward and downward ways as shares of the true range',
  group: 'trend',
  params: [barCount(14)],
  input: null,
  outputs: ['plus', 'minus'],
  overlay: false,
  warmUp: ([period]) => period + 1,
  settle: settleAtOnce,
  ...stepping(([period]) => new VortexStream(period)),
}
