import { barCount, factor, settleNever } from '../parts/parameters.ts'
import { Stepped, stepping } from '../parts/stepped.ts'
import type { IndicatorSource, IndicatorSpec } from '../spec.ts'
import { AverageTrueRange } from '../volatility/atr.ts'

/** What the next bar is judged by. */
interface Bands {
  upper: number
  lower: number
  close: number
  direction: number
}

class SupertrendStream extends Stepped {
  readonly #range: AverageTrueRange
  readonly #multiple: number
  readonly #before: Bands = { upper: Number.NaN, lower: Number.NaN, close: Number.NaN, direction: -1 }
  readonly #now: Bands = { ...this.#before }

  constructor([period, multiple]: number[]) {
    super(2)
    this.#range = new AverageTrueRange(period)
    this.#multiple = multiple
  }

  protected override take({ bars }: IndicatorSource, row: number, again: boolean): void {
    const before = this.#before
    if (!again) Object.assign(before, this.#now)
    const close = bars.close[row]
    const reach = this.#multiple * this.#range.next(bars, row, again)
    if (Number.isNaN(reach)) return
    const middle = (bars.high[row] + bars.low[row]) / 2
    const now = this.#now
    // A band only closes in, until a close has gone through it (comparisons with the NaN of the first row are false: it keeps its own).
    now.upper = middle + reach >= before.upper && before.close <= before.upper ? before.upper : middle + reach
    now.lower = middle - reach <= before.lower && before.close >= before.lower ? before.lower : middle - reach
    now.close = close
    now.direction = before.direction > 0 ? (close < now.lower ? -1 : 1) : close > now.upper ? 1 : -1
    this.out[0] = now.direction > 0 ? now.lower : now.upper
    this.out[1] = now.direction
  }
}

/**
 * Supertrend (Olivier Seban; the rules as TradingView's `ta.supertrend` states them): bands `multiple` average true ranges around the
 * middle of the bar that only close in, and the direction, 1 up or -1 down, which turns when a close passes the band that stands against it.
 * `value` is the lower band in an uptrend and the upper one in a downtrend; the first bar counts as a downtrend unless it closes above.
 */
export const supertrendSpec: IndicatorSpec = {
  name: 'supertrend',
  summary: 'Supertrend: a trailing band of average true ranges, and its direction',
  group: 'trend',
  params: [barCount(10), factor('multiple', 3)],
  input: null,
  outputs: ['value', 'direction'],
  overlay: true,
  warmUp: ([period]) => period + 1,
  settle: settleNever,
  ...stepping((params) => new SupertrendStream(params)),
}
