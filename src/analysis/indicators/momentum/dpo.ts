import { Lag } from '../parts/lag.ts'
import { barCount } from '../parts/parameters.ts'
import { ofInput, type Part } from '../parts/through-input.ts'
import { WindowMean } from '../parts/window-mean.ts'
import type { IndicatorSpec } from '../spec.ts'
import { oscillator } from './oscillator.ts'

const backOf = (period: number) => Math.floor(period / 2) + 1

class Detrended implements Part {
  readonly #mean: WindowMean
  readonly #old: Lag

  constructor(period: number) {
    this.#mean = new WindowMean(period)
    this.#old = new Lag(backOf(period))
  }

  next(value: number, again: boolean): number {
    return this.#old.next(value, again) - this.#mean.next(value, again)
  }
}

/**
 * Detrended price oscillator, in price units: the price period / 2 + 1 bars ago (half rounded down) less the simple mean of the last `period` bars,
 * the published formula (Steven Achelis, Technical Analysis from A to Z, 1995). Charts draw it period / 2 + 1 bars to the left, where
 * it could not be known; here it stands on the bar whose close completes it.
 */
export const dpoSpec: IndicatorSpec = oscillator(
  {
    name: 'dpo',
    summary: 'Detrended price oscillator, in price units, on the bar where it is known',
    params: [barCount(20)],
    warmUp: ([period]) => Math.max(period, backOf(period) + 1),
  },
  ([period]) => ofInput(new Detrended(period)),
)
