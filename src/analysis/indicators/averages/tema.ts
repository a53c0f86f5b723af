import { settleExponential } from '../parts/parameters.ts'
import { exponential, through } from '../parts/smoothing.ts'
import { ofInput, type Part } from '../parts/through-input.ts'
import type { IndicatorSpec } from '../spec.ts'
import { composed } from './average.ts'

class TripleExponential implements Part {
  readonly #first
  readonly #second
  readonly #third

  constructor(period: number) {
    this.#first = exponential(period)
    this.#second = exponential(period)
    this.#third = exponential(period)
  }

  next(value: number, again: boolean): number {
    const first = this.#first.next(value, again)
    const second = through(this.#second, first, again)
    const third = through(this.#third, second, again)
    return 3 * (first - second) + third
  }
}

/**
 * Triple exponential moving average, 3 EMA - 3 EMA(EMA) + EMA(EMA(EMA)) (Patrick Mulloy, "Smoothing Data with Less Lag", Technical Analysis
 * of Stocks & Commodities, 1994); each average is seeded with the mean of the first `period` values of the one before.
 */
export const temaSpec: IndicatorSpec = composed(
  {
    name: 'tema',
    summary: 'Triple exponential moving average',
    warmUp: ([period]) => 3 * period - 2,
    settle: ([period]) => 3 * settleExponential(period),
  },
  ([period]) => ofInput(new TripleExponential(period)),
)
