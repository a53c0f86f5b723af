import { barCount, settleWilder } from '../parts/parameters.ts'
import { through } from '../parts/smoothing.ts'
import { Stepped } from '../parts/stepped.ts'
import { highestOf, lowestOf } from '../parts/window-extreme.ts'
import { WindowMean } from '../parts/window-mean.ts'
import type { IndicatorSource, IndicatorSpec } from '../spec.ts'
import { oscillator, percentOf } from './oscillator.ts'
import { RelativeStrength } from './rsi.ts'

class StochasticRsiStream extends Stepped {
  readonly #strength
  readonly #highest
  readonly #lowest
  readonly #k
  readonly #d

  constructor([rsi, stochastic, k, d]: number[]) {
    super(2)
    this.#strength = new RelativeStrength(rsi)
    this.#highest = highestOf(stochastic)
    this.#lowest = lowestOf(stochastic)
    this.#k = new WindowMean(k)
    this.#d = new WindowMean(d)
  }

  protected override take({ input }: IndicatorSource, row: number, again: boolean): void {
    const strength = this.#strength.next(input[row], again)
    const high = through(this.#highest, strength, again)
    const low = through(this.#lowest, strength, again)
    const raw = Number.isNaN(high) ? high : percentOf(strength - low, high - low, 50)
    const k = through(this.#k, raw, again)
    this.out[0] = k
    this.out[1] = through(this.#d, k, again)
  }
}

/**
 * Stochastic RSI, 0 to 100: where the RSI stands between its own lowest and highest of `stochastic` bars, `k` the mean of `k` such values,
 * `d` the mean of `d` values of k (Tushar Chande and Stanley Kroll, The New Technical Trader, 1994; the two averages as in the fast and slow
 * lines of charting programs). An RSI that did not move in the window stands in the middle: 50.
 */
export const stochasticRsiSpec: IndicatorSpec = oscillator(
  {
    name: 'stochrsi',
    summary: 'Stochastic of the RSI, 0 to 100',
    params: [barCount(14, 'rsi'), barCount(14, 'stochastic'), barCount(3, 'k'), barCount(3, 'd')],
    outputs: ['k', 'd'],
    warmUp: ([rsi, stochastic, k, d]) => rsi + stochastic + k + d - 2,
    outputWarmUps: ([rsi, stochastic, k, d]) => [rsi + stochastic + k - 1, rsi + stochastic + k + d - 2],
    settle: ([rsi]) => settleWilder(rsi),
  },
  (params) => new StochasticRsiStream(params),
)
