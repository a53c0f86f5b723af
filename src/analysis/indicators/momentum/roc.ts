import type { Column } from '../../../market/bars.ts'
import { Lag } from '../parts/lag.ts'
import { barCount } from '../parts/parameters.ts'
import { ofInput, type Part } from '../parts/through-input.ts'
import type { IndicatorSpec } from '../spec.ts'
import { oscillator } from './oscillator.ts'

/** A move as a fraction of where it began; 0 from 0, which has no fractions. */
export function change(from: number, to: number): number {
  return from === 0 ? 0 : to / from - 1
}

function roc(values: Column, length: number, period: number, out: Column): void {
  out.fill(Number.NaN, 0, Math.min(period, length))
  for (let i = period; i < length; i++) out[i] = change(values[i - period], values[i])
}

/** The same in steps, for whatever is fed to it. */
export class RateOfChange implements Part {
  readonly #old: Lag

  constructor(period: number) {
    this.#old = new Lag(period)
  }

  next(value: number, again: boolean): number {
    return change(this.#old.next(value, again), value)
  }
}

/**
 * Rate of change as a fraction: value / value `period` rows ago - 1. First value on row `period`. Against an older value of 0 (a volume) there
 * is no fraction to tell: 0, as TA-Lib's ROCP.
 */
export const rocSpec: IndicatorSpec = oscillator(
  {
    name: 'roc',
    summary: 'Rate of change, as a fraction',
    params: [barCount(10)],
    warmUp: ([period]) => period + 1,
    kernel: ({ bars, input }, [period], [out]) => roc(input, bars.length, period, out),
  },
  ([period]) => ofInput(new RateOfChange(period)),
)
