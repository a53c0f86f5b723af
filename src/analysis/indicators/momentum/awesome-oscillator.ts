import { barCount } from '../parts/parameters.ts'
import { Stepped } from '../parts/stepped.ts'
import { WindowMean } from '../parts/window-mean.ts'
import type { IndicatorSource, IndicatorSpec } from '../spec.ts'
import { oscillator } from './oscillator.ts'

class AwesomeStream extends Stepped {
  readonly #fast
  readonly #slow

  constructor([fast, slow]: number[]) {
    super()
    this.#fast = new WindowMean(fast)
    this.#slow = new WindowMean(slow)
  }

  protected override take({ bars }: IndicatorSource, row: number, again: boolean): void {
    const middle = bars.low[row] + (bars.high[row] - bars.low[row]) / 2
    this.out[0] = this.#fast.next(middle, again) - this.#slow.next(middle, again)
  }
}

/** Awesome oscillator, in price units: simple mean of the bars' middles over `fast` bars less that over `slow` (Bill Williams, Trading Chaos, 1995). */
export const awesomeOscillatorSpec: IndicatorSpec = oscillator(
  {
    name: 'awesome_oscillator',
    summary: 'Awesome oscillator: fast less slow mean of the middles, in price units',
    params: [barCount(5, 'fast'), barCount(34, 'slow')],
    input: null,
    warmUp: ([fast, slow]) => Math.max(fast, slow),
  },
  (params) => new AwesomeStream(params),
)
