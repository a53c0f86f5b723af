import { barCount, settleExponential } from '../parts/parameters.ts'
import { exponential, through } from '../parts/smoothing.ts'
import { ofInput, type Part } from '../parts/through-input.ts'
import type { IndicatorSpec } from '../spec.ts'
import { oscillator } from './oscillator.ts'
import { RateOfChange } from './roc.ts'

class Trix implements Part {
  readonly #first
  readonly #second
  readonly #third
  readonly #change = new RateOfChange(1)

  constructor(period: number) {
    this.#first = exponential(period)
    this.#second = exponential(period)
    this.#third = exponential(period)
  }

  next(value: number, again: boolean): number {
    const first = this.#first.next(value, again)
    const second = through(this.#second, first, again)
    const third = through(this.#third, second, again)
    return 100 * through(this.#change, third, again)
  }
}

/**
 * TRIX, in percent: the move from one bar to the next of a triple exponential average, each average seeded with the mean of the first `period`
 * values of the one before (Jack Hutson, "Good TRIX", Technical Analysis of Stocks & Commodities, July 1983). An average of 0 has no
 * fractions: 0.
 */
export const trixSpec: IndicatorSpec = oscillator(
  {
    name: 'trix',
    summary: 'One-bar move of a triple exponential average, in percent',
    params: [barCount(15)],
    warmUp: ([period]) => 3 * period - 1,
    settle: ([period]) => 3 * settleExponential(period),
  },
  ([period]) => ofInput(new Trix(period)),
)
