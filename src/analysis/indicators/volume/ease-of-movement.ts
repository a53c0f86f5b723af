import { Lag } from '../parts/lag.ts'
import { barCount, settleAtOnce } from '../parts/parameters.ts'
import { Stepped, stepping } from '../parts/stepped.ts'
import { WindowSum } from '../parts/window-sum.ts'
import type { IndicatorSource, IndicatorSpec } from '../spec.ts'

class EaseOfMovementStream extends Stepped {
  readonly #middle = new Lag()
  readonly #sum: WindowSum
  readonly #period: number
  readonly #scale: number

  constructor([period, scale]: number[]) {
    super()
    this.#sum = new WindowSum(period)
    this.#period = period
    this.#scale = scale
  }

  protected override take({ bars }: IndicatorSource, row: number, again: boolean): void {
    const middle = (bars.high[row] + bars.low[row]) / 2
    const moved = middle - this.#middle.next(middle, again)
    if (Number.isNaN(moved)) return
    const volume = bars.volume[row]
    const ease = volume === 0 ? 0 : (moved * (bars.high[row] - bars.low[row]) * this.#scale) / volume
    this.out[0] = this.#sum.next(ease, again) / this.#period
  }
}

/**
 * Ease of movement (Richard Arms, Volume Cycles in the Stock Market, 1983): simple mean over `period` bars of the move of the bar's middle
 * times its range over its volume; `scale` only makes the numbers readable. A bar without volume or without a range counts as 0.
 */
export const easeOfMovementSpec: IndicatorSpec = {
  name: 'ease_of_movement',
  summary: 'Ease of movement: how far the price moves on how little volume',
  group: 'volume',
  params: [barCount(14), { name: 'scale', min: 1, max: 1_000_000_000_000, default: 100_000_000 }],
  input: null,
  outputs: ['value'],
  overlay: false,
  warmUp: ([period]) => period + 1,
  settle: settleAtOnce,
  ...stepping((params) => new EaseOfMovementStream(params)),
}
