import { barCount, settleAtOnce } from '../parts/parameters.ts'
import { Stepped } from '../parts/stepped.ts'
import { highestOf, lowestOf, type WindowExtreme, windowHighest, windowLowest } from '../parts/window-extreme.ts'
import type { IndicatorSource, IndicatorSpec } from '../spec.ts'

class DonchianStream extends Stepped {
  readonly #high: WindowExtreme
  readonly #low: WindowExtreme

  constructor(period: number) {
    super(3)
    this.#high = highestOf(period)
    this.#low = lowestOf(period)
  }

  protected override take({ bars }: IndicatorSource, row: number, again: boolean): void {
    const upper = this.#high.next(bars.high[row], again)
    const lower = this.#low.next(bars.low[row], again)
    this.out[0] = upper
    this.out[1] = lower + (upper - lower) / 2
    this.out[2] = lower
  }
}

/**
 * Donchian channel (Richard Donchian, four-week rule, 1960): highest high and lowest low of the last `period` bars, this one included, and
 * the line between them. A breakout compares the close with the channel of the row before: no close can be above its own bar's high.
 */
export const donchianSpec: IndicatorSpec = {
  name: 'donchian',
  summary: 'Donchian channel: highest high and lowest low, this bar included',
  group: 'volatility',
  params: [barCount(20)],
  input: null,
  outputs: ['upper', 'middle', 'lower'],
  overlay: true,
  warmUp: ([period]) => period,
  settle: settleAtOnce,
  kernel({ bars }, [period], [upper, middle, lower]) {
    windowHighest(bars.high, bars.length, period, upper)
    windowLowest(bars.low, bars.length, period, lower)
    for (let i = 0; i < bars.length; i++) middle[i] = lower[i] + (upper[i] - lower[i]) / 2
  },
  stream: ([period]) => new DonchianStream(period),
}
