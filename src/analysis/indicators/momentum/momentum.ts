import type { Column } from '../../../market/bars.ts'
import { Lag } from '../parts/lag.ts'
import { barCount } from '../parts/parameters.ts'
import { ofInput, type Part } from '../parts/through-input.ts'
import type { IndicatorSpec } from '../spec.ts'
import { oscillator } from './oscillator.ts'

function momentum(values: Column, length: number, period: number, out: Column): void {
  out.fill(Number.NaN, 0, Math.min(period, length))
  for (let i = period; i < length; i++) out[i] = values[i] - values[i - period]
}

/** The same in steps. */
class Move implements Part {
  readonly #old: Lag

  constructor(period: number) {
    this.#old = new Lag(period)
  }

  next(value: number, again: boolean): number {
    return value - this.#old.next(value, again)
  }
}

/** Momentum: value less the value `period` rows ago, in the units of the values (as TA-Lib's MOM). First value on row `period`. */
export const momentumSpec: IndicatorSpec = oscillator(
  {
    name: 'momentum',
    summary: 'Move over a number of bars, in price units',
    params: [barCount(10)],
    warmUp: ([period]) => period + 1,
    kernel: ({ bars, input }, [period], [out]) => momentum(input, bars.length, period, out),
  },
  ([period]) => ofInput(new Move(period)),
)
