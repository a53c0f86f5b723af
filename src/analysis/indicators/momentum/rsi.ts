import type { Column } from '../../../market/bars.ts'
import { settleWilder } from '../parts/parameters.ts'
import type { IndicatorSource, IndicatorSpec, IndicatorStream } from '../spec.ts'
import { oscillator } from './oscillator.ts'

/**
 * Relative strength index of a column, 0 to 100. Gain and loss are averages of the rises and falls, so gain - loss is the average of the
 * changes (net), gain + loss that of their sizes (all), and 100 gain / (gain + loss) = 50 + 50 net / all: two averages without a
 * comparison, exactly 100 when every change was a rise.
 */
export function rsi(values: Column, length: number, period: number, out: Column): void {
  out.fill(Number.NaN, 0, Math.min(period, length))
  if (length <= period) return
  const weight = 1 / period
  let net = 0
  let all = 0
  let before = values[0]
  for (let i = 1; i <= period; i++) {
    const change = values[i] - before
    before = values[i]
    net += change
    all += Math.abs(change)
  }
  net *= weight
  all *= weight
  out[period] = all === 0 ? 50 : 50 + (50 * net) / all
  for (let i = period + 1; i < length; i++) {
    const value = values[i]
    const change = value - before
    before = value
    net += weight * (change - net)
    all += weight * (Math.abs(change) - all)
    out[i] = all === 0 ? 50 : 50 + (50 * net) / all
  }
}

/** The same in steps, for whatever is fed to it. */
export class RelativeStrength {
  readonly #period: number
  readonly #weight: number
  /** Changes taken; the first value has none. */
  #seen = -1
  #valueBefore = 0
  #value = 0
  #netBefore = 0
  #allBefore = 0
  #net = 0
  #all = 0

  constructor(period: number) {
    this.#period = period
    this.#weight = 1 / period
  }

  next(value: number, again: boolean): number {
    if (!again) {
      this.#seen++
      this.#valueBefore = this.#value
      this.#netBefore = this.#net
      this.#allBefore = this.#all
    }
    this.#value = value
    if (this.#seen === 0) return Number.NaN
    const change = value - this.#valueBefore
    if (this.#seen > this.#period) {
      this.#net = this.#netBefore + this.#weight * (change - this.#netBefore)
      this.#all = this.#allBefore + this.#weight * (Math.abs(change) - this.#allBefore)
    } else if (!this.#seed(change)) return Number.NaN
    return this.#all === 0 ? 50 : 50 + (50 * this.#net) / this.#all
  }

  /** Sums until there are enough, then means; true once they are. */
  #seed(change: number): boolean {
    this.#net = this.#netBefore + change
    this.#all = this.#allBefore + Math.abs(change)
    if (this.#seen < this.#period) return false
    this.#net *= this.#weight
    this.#all *= this.#weight
    return true
  }
}

class RsiStream implements IndicatorStream {
  readonly out = new Float64Array(1).fill(Number.NaN)
  readonly #strength: RelativeStrength

  constructor(period: number) {
    this.#strength = new RelativeStrength(period)
  }

  step(source: IndicatorSource, row: number): void {
    this.out[0] = this.#strength.next(source.input[row], false)
  }

  replace(source: IndicatorSource, row: number): void {
    this.out[0] = this.#strength.next(source.input[row], true)
  }
}

/**
 * Relative strength index, 0 to 100: 100 * gain / (gain + loss), where gain and loss are the averages of the rises and falls, seeded with the
 * simple mean of the first `period` changes, then smoothed with weight 1 / period (J. Welles Wilder, New Concepts in Technical Trading
 * Systems, 1978). First value on row `period`. A series that did not move at all has neither gain nor loss: 50.
 */
export const rsiSpec: IndicatorSpec = oscillator(
  {
    name: 'rsi',
    summary: 'Relative strength index, 0 to 100',
    warmUp: ([period]) => period + 1,
    settle: ([period]) => settleWilder(period),
    kernel: ({ bars, input }, [period], [out]) => rsi(input, bars.length, period, out),
  },
  ([period]) => new RsiStream(period),
)
