import { barCount, settleAtOnce } from '../parts/parameters.ts'
import { Stepped, stepping } from '../parts/stepped.ts'
import { highestOf, lowestOf, type WindowExtreme } from '../parts/window-extreme.ts'
import { WindowSum } from '../parts/window-sum.ts'
import type { IndicatorSource, IndicatorSpec } from '../spec.ts'

class ChoppinessStream extends Stepped {
  readonly #sum: WindowSum
  readonly #high: WindowExtreme
  readonly #low: WindowExtreme
  readonly #scale: number
  #before = Number.NaN
  #close = Number.NaN

  constructor(period: number) {
    super()
    this.#sum = new WindowSum(period)
    this.#high = highestOf(period)
    this.#low = lowestOf(period)
    this.#scale = 100 / Math.log10(period)
  }

  protected override take({ bars }: IndicatorSource, row: number, again: boolean): void {
    if (!again) this.#before = this.#close
    this.#close = bars.close[row]
    if (Number.isNaN(this.#before)) return
    const high = Math.max(bars.high[row], this.#before)
    const low = Math.min(bars.low[row], this.#before)
    const path = this.#sum.next(high - low, again)
    const range = this.#high.next(high, again) - this.#low.next(low, again)
    this.out[0] = range === 0 ? 100 : this.#scale * Math.log10(path / range)
  }
}

/**
 * Choppiness index, 0 (a straight line) to 100 (all back and forth): 100 log10(sum of true ranges / range of the window) / log10(period)
 * (E. W. Dreiss, early 1990s). High and low of the window are true ones (the close before counts), so it cannot leave 0 to 100.
 * Where nothing moves there is no direction: 100.
 */
export const choppinessSpec: IndicatorSpec = {
  name: 'choppiness',
  summary: 'Choppiness index: 0 a straight line, 100 all back and forth',
  group: 'volatility',
  params: [barCount(14, 'period', 2)],
  input: null,
  outputs: ['value'],
  overlay: false,
  warmUp: ([period]) => period + 1,
  settle: settleAtOnce,
  ...stepping(([period]) => new ChoppinessStream(period)),
}
