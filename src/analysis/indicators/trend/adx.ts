import { barCount, settleWilder } from '../parts/parameters.ts'
import { type Smoothing, wilder } from '../parts/smoothing.ts'
import { Stepped, stepping } from '../parts/stepped.ts'
import type { IndicatorSource, IndicatorSpec } from '../spec.ts'
import { TrueRange } from '../volatility/true-range.ts'

class AdxStream extends Stepped {
  readonly #trueRange = new TrueRange()
  readonly #range: Smoothing
  readonly #plus: Smoothing
  readonly #minus: Smoothing
  readonly #average: Smoothing
  #highBefore = Number.NaN
  #lowBefore = Number.NaN
  #high = Number.NaN
  #low = Number.NaN

  constructor(period: number) {
    super(3)
    this.#range = wilder(period)
    this.#plus = wilder(period)
    this.#minus = wilder(period)
    this.#average = wilder(period)
  }

  protected override take({ bars }: IndicatorSource, row: number, again: boolean): void {
    if (!again) {
      this.#highBefore = this.#high
      this.#lowBefore = this.#low
    }
    this.#high = bars.high[row]
    this.#low = bars.low[row]
    const trueRange = this.#trueRange.next(bars, row, again)
    if (Number.isNaN(trueRange)) return
    const up = this.#high - this.#highBefore
    const down = this.#lowBefore - this.#low
    const range = this.#range.next(trueRange, again)
    const plus = shareOf(this.#plus.next(up > down && up > 0 ? up : 0, again), range)
    const minus = shareOf(this.#minus.next(down > up && down > 0 ? down : 0, again), range)
    if (Number.isNaN(range)) return
    this.out[0] = this.#average.next(shareOf(Math.abs(plus - minus), plus + minus), again)
    this.out[1] = plus
    this.out[2] = minus
  }
}

function shareOf(part: number, whole: number): number {
  return whole === 0 ? 0 : (100 * part) / whole
}

/**
 * Average directional index and directional indicators, 0 to 100 (J. Welles Wilder, New Concepts in Technical Trading Systems, 1978).
 * All four averages are Wilder's, each seeded with the simple mean of its first `period` values: the indicators begin on row `period`,
 * the index on row 2 * period - 1. Without any range the indicators are 0, without any direction the index of the bar is 0.
 */
export const adxSpec: IndicatorSpec = {
  name: 'adx',
  summary: 'Average directional index with the directional indicators, 0 to 100',
  group: 'trend',
  params: [barCount(14)],
  input: null,
  outputs: ['adx', 'plus_di', 'minus_di'],
  overlay: false,
  warmUp: ([period]) => 2 * period,
  outputWarmUps: ([period]) => [2 * period, period + 1, period + 1],
  settle: ([period]) => 2 * settleWilder(period),
  ...stepping(([period]) => new AdxStream(period)),
}
