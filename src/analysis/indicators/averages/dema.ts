import { settleExponential } from '../parts/parameters.ts'
import { exponential, through } from '../parts/smoothing.ts'
import { ofInput, type Part } from '../parts/through-input.ts'
import type { IndicatorSpec } from '../spec.ts'
import { composed } from './average.ts'

/** 2 EMA - EMA of EMA, as a part. */
class DoubleExponential implements Part {
  readonly #first
  readonly #second

  constructor(period: number) {
    this.#first = exponential(period)
    this.#second = exponential(period)
  }

  next(value: number, again: boolean): number {
    const first = this.#first.next(value, again)
    const second = through(this.#second, first, again)
    return first + (first - second)
  }
}

/**
 * Double exponential moving average, 2 EMA - EMA(EMA) (Patrick Mulloy, "Smoothing Data with Faster Moving Averages", Technical Analysis of
 * Stocks & Commodities, February 1994). The second average is seeded with the mean of the first `period` values of the first.
 */
export const demaSpec: IndicatorSpec = composed(
  {
    name: 'dema',
    summary: 'Double exponential moving average',
    warmUp: ([period]) => 2 * period - 1,
    settle: ([period]) => 2 * settleExponential(period),
  },
  ([period]) => ofInput(new DoubleExponential(period)),
)
