import { barCount, settleAtOnce } from '../parts/parameters.ts'
import { Stepped, stepping } from '../parts/stepped.ts'
import { highestOf, type WindowExtreme } from '../parts/window-extreme.ts'
import { WindowSum } from '../parts/window-sum.ts'
import type { IndicatorSource, IndicatorSpec } from '../spec.ts'

class UlcerStream extends Stepped {
  readonly #high: WindowExtreme
  readonly #squares: WindowSum
  readonly #period: number

  constructor(period: number) {
    super()
    this.#high = highestOf(period)
    this.#squares = new WindowSum(period)
    this.#period = period
  }

  protected override take({ input }: IndicatorSource, row: number, again: boolean): void {
    const high = this.#high.next(input[row], again)
    if (Number.isNaN(high)) return
    const below = high > 0 ? input[row] / high - 1 : 0
    this.out[0] = Math.sqrt(this.#squares.next(below * below, again) / this.#period)
  }
}

/**
 * Ulcer index, a fraction (0.05 = 5%): the root of the mean square over `period` bars of how far each close stood below the highest of the
 * `period` closes up to it (Peter Martin and Byron McCann, The Investor's Guide to Fidelity Funds, 1989; there in percent).
 * Under a highest close of 0 or less there is no share to fall: 0.
 */
export const ulcerSpec: IndicatorSpec = {
  name: 'ulcer',
  summary: 'Ulcer index: depth and length of falls from the high, a fraction',
  group: 'volatility',
  params: [barCount(14)],
  input: 'close',
  outputs: ['value'],
  overlay: false,
  warmUp: ([period]) => 2 * period - 1,
  settle: settleAtOnce,
  ...stepping(([period]) => new UlcerStream(period)),
}
