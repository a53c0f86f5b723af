import { Lag } from '../parts/lag.ts'
import { barCount, settleExponential } from '../parts/parameters.ts'
import { exponential, through } from '../parts/smoothing.ts'
import { ofInput, type Part } from '../parts/through-input.ts'
import type { IndicatorSpec } from '../spec.ts'
import { oscillator, percentOf } from './oscillator.ts'

class TrueStrength implements Part {
  readonly #before = new Lag(1)
  readonly #moves
  readonly #smoothMoves
  readonly #sizes
  readonly #smoothSizes

  constructor([long, short]: number[]) {
    this.#moves = exponential(long)
    this.#smoothMoves = exponential(short)
    this.#sizes = exponential(long)
    this.#smoothSizes = exponential(short)
  }

  next(value: number, again: boolean): number {
    const move = value - this.#before.next(value, again)
    const net = through(this.#smoothMoves, through(this.#moves, move, again), again)
    const all = through(this.#smoothSizes, through(this.#sizes, Math.abs(move), again), again)
    return percentOf(net, all)
  }
}

/**
 * True strength index, -100 to 100: one-bar moves, averaged exponentially over `long` and again over `short` bars, over their sizes averaged alike
 * (William Blau, "True Strength Index", Technical Analysis of Stocks & Commodities, November 1991). Every average is seeded with a simple
 * mean. Prices that do not move: 0.
 */
export const tsiSpec: IndicatorSpec = oscillator(
  {
    name: 'tsi',
    summary: 'True strength index, -100 to 100',
    params: [barCount(25, 'long'), barCount(13, 'short')],
    warmUp: ([long, short]) => long + short,
    settle: ([long, short]) => settleExponential(long) + settleExponential(short),
  },
  (params) => ofInput(new TrueStrength(params)),
)
