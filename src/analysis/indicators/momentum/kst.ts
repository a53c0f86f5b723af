import { barCount } from '../parts/parameters.ts'
import { through } from '../parts/smoothing.ts'
import { Stepped } from '../parts/stepped.ts'
import { WindowMean } from '../parts/window-mean.ts'
import type { IndicatorSource, IndicatorSpec } from '../spec.ts'
import { oscillator } from './oscillator.ts'
import { RateOfChange } from './roc.ts'

const USUAL_MOVES = [10, 15, 20, 30]
const USUAL_MEANS = [10, 10, 10, 15]

class KstStream extends Stepped {
  readonly #moves: RateOfChange[]
  readonly #means: WindowMean[]
  readonly #signal: WindowMean

  constructor(params: number[]) {
    super(2)
    this.#moves = params.slice(0, 4).map((period) => new RateOfChange(period))
    this.#means = params.slice(4, 8).map((period) => new WindowMean(period))
    this.#signal = new WindowMean(params[8])
  }

  protected override take({ input }: IndicatorSource, row: number, again: boolean): void {
    let sum = 0
    for (let k = 0; k < 4; k++) {
      const move = this.#moves[k].next(input[row], again)
      sum += (k + 1) * through(this.#means[k], move, again)
    }
    this.out[0] = 100 * sum
    this.out[1] = through(this.#signal, sum, again) * 100
  }
}

const lineWarmUp = (params: number[]) => Math.max(...params.slice(0, 4).map((move, k) => move + params[4 + k]))
const signalWarmUp = (params: number[]) => lineWarmUp(params) + params[8] - 1

/**
 * Know sure thing, in percent: four rates of change, each averaged simply, added with weights 1, 2, 3 and 4, and the simple mean of that as its
 * signal (Martin Pring, "Summed Rate of Change (KST)", Technical Analysis of Stocks & Commodities, September 1992). A rate against 0
 * counts as 0.
 */
export const kstSpec: IndicatorSpec = oscillator(
  {
    name: 'kst',
    summary: 'Know sure thing: four smoothed rates of change, in percent, with signal',
    params: [
      ...USUAL_MOVES.map((bars, k) => barCount(bars, `roc${k + 1}`)),
      ...USUAL_MEANS.map((bars, k) => barCount(bars, `mean${k + 1}`)),
      barCount(9, 'signal'),
    ],
    outputs: ['kst', 'signal'],
    warmUp: signalWarmUp,
    outputWarmUps: (params) => [lineWarmUp(params), signalWarmUp(params)],
  },
  (params) => new KstStream(params),
)
