import type { Bars, Column } from '../../../market/bars.ts'
import { settleAtOnce } from '../parts/parameters.ts'
import { Stepped } from '../parts/stepped.ts'
import type { IndicatorSource, IndicatorSpec } from '../spec.ts'

/**
 * True range of each bar, in price units: the span of its high, its low and the close before (J. Welles Wilder, New Concepts in Technical
 * Trading Systems, 1978). Row 0 has no close before and is NaN.
 */
function trueRanges(high: Column, low: Column, close: Column, length: number, out: Column): void {
  if (length > 0) out[0] = Number.NaN
  for (let i = 1; i < length; i++) {
    const before = close[i - 1]
    out[i] = Math.max(high[i], before) - Math.min(low[i], before)
  }
}

/** True ranges of a stream of bars; NaN for the first bar. */
export class TrueRange {
  #before = Number.NaN
  #close = Number.NaN

  next(bars: Bars, row: number, again: boolean): number {
    if (!again) this.#before = this.#close
    this.#close = bars.close[row]
    return Math.max(bars.high[row], this.#before) - Math.min(bars.low[row], this.#before)
  }
}

class TrueRangeStream extends Stepped {
  readonly #range = new TrueRange()

  protected override take({ bars }: IndicatorSource, row: number, again: boolean): void {
    this.out[0] = this.#range.next(bars, row, again)
  }
}

export const trueRangeSpec: IndicatorSpec = {
  name: 'true_range',
  summary: 'True range: the span of high, low and the close before, in price units',
  group: 'volatility',
  params: [],
  input: null,
  outputs: ['value'],
  overlay: false,
  warmUp: () => 2,
  settle: settleAtOnce,
  kernel: ({ bars }, _params, [out]) => trueRanges(bars.high, bars.low, bars.close, bars.length, out),
  stream: () => new TrueRangeStream(),
}
