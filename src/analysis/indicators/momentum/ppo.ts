import { exponential, through } from '../parts/smoothing.ts'
import { Stepped } from '../parts/stepped.ts'
import type { IndicatorSource, IndicatorSpec } from '../spec.ts'
import { convergence } from './macd.ts'
import { oscillator, percentOf } from './oscillator.ts'

class PpoStream extends Stepped {
  readonly #fast
  readonly #slow
  readonly #signal

  constructor([fast, slow, signal]: number[]) {
    super(3)
    this.#fast = exponential(fast)
    this.#slow = exponential(slow)
    this.#signal = exponential(signal)
  }

  protected override take({ input }: IndicatorSource, row: number, again: boolean): void {
    const slow = this.#slow.next(input[row], again)
    const line = percentOf(this.#fast.next(input[row], again) - slow, slow)
    const signal = through(this.#signal, line, again)
    this.out[0] = line
    this.out[1] = signal
    this.out[2] = line - signal
  }
}

/**
 * Percentage price oscillator: the macd line in percent of the slow average, so that symbols of any price compare; signal and histogram as for
 * macd (Gerald Appel, Technical Analysis: Power Tools for Active Investors, 2005). A slow average of 0 has no percent: 0.
 */
export const ppoSpec: IndicatorSpec = oscillator(
  {
    name: 'ppo',
    summary: 'Percentage price oscillator with signal and histogram, in percent',
    outputs: ['ppo', 'signal', 'histogram'],
    ...convergence,
  },
  (params) => new PpoStream(params),
)
