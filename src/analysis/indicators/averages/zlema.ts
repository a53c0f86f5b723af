import { Lag } from '../parts/lag.ts'
import { settleExponential } from '../parts/parameters.ts'
import { exponential, through } from '../parts/smoothing.ts'
import { ofInput, type Part } from '../parts/through-input.ts'
import type { IndicatorSpec } from '../spec.ts'
import { composed } from './average.ts'

const lagOf = (period: number) => Math.floor((period - 1) / 2)

class ZeroLag implements Part {
  readonly #old: Lag | null
  readonly #average

  constructor(period: number) {
    this.#old = lagOf(period) === 0 ? null : new Lag(lagOf(period))
    this.#average = exponential(period)
  }

  next(value: number, again: boolean): number {
    const old = this.#old === null ? value : this.#old.next(value, again)
    return through(this.#average, value + (value - old), again)
  }
}

/**
 * Zero-lag exponential moving average: the EMA of the close plus its move over half the period, (period - 1) / 2 bars rounded down (John
 * Ehlers and Ric Way, "Zero Lag (Well, Almost)", Technical Analysis of Stocks & Commodities, November 2010).
 */
export const zlemaSpec: IndicatorSpec = composed(
  {
    name: 'zlema',
    summary: 'Zero-lag exponential moving average',
    warmUp: ([period]) => period + lagOf(period),
    settle: ([period]) => settleExponential(period),
  },
  ([period]) => ofInput(new ZeroLag(period)),
)
