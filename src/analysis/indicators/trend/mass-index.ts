import { barCount, settleExponential } from '../parts/parameters.ts'
import { exponential, type Smoothing } from '../parts/smoothing.ts'
import { Stepped, stepping } from '../parts/stepped.ts'
import { WindowSum } from '../parts/window-sum.ts'
import type { IndicatorSource, IndicatorSpec } from '../spec.ts'

class MassIndexStream extends Stepped {
  readonly #single: Smoothing
  readonly #double: Smoothing
  readonly #sum: WindowSum

  constructor([average, period]: number[]) {
    super()
    this.#single = exponential(average)
    this.#double = exponential(average)
    this.#sum = new WindowSum(period)
  }

  protected override take({ bars }: IndicatorSource, row: number, again: boolean): void {
    const single = this.#single.next(bars.high[row] - bars.low[row], again)
    if (Number.isNaN(single)) return
    const double = this.#double.next(single, again)
    if (Number.isNaN(double)) return
    this.out[0] = this.#sum.next(double === 0 ? 1 : single / double, again)
  }
}

/**
 * Mass index (Donald Dorsey, Technical Analysis of Stocks and Commodities, June 1992): the sum over `period` bars of the exponential average
 * of the range over that average's own exponential average; a bulge above 27 and back under 26.5 announces a turn of either kind.
 * Where the range is 0 throughout its ratio is 1, as of any range that stays the same.
 */
export const massIndexSpec: IndicatorSpec = {
  name: 'mass_index',
  summary: 'Mass index: a bulge of the range that announces turns',
  group: 'trend',
  params: [barCount(9, 'average'), barCount(25)],
  input: null,
  outputs: ['value'],
  overlay: false,
  warmUp: ([average, period]) => 2 * average + period - 2,
  settle: ([average]) => 2 * settleExponential(average),
  ...stepping((params) => new MassIndexStream(params)),
}
