import type { Column } from '../../../market/bars.ts'
import { barCount, settleExponential } from '../parts/parameters.ts'
import { exponential, type Smoothing, smoothed } from '../parts/smoothing.ts'
import type { IndicatorSource, IndicatorSpec, IndicatorStream } from '../spec.ts'
import { oscillator } from './oscillator.ts'

/** Fast and slow exponential averages in one pass: `line` gets their difference, in price units, from row `max(fast, slow) - 1` on. */
function macdLine(values: Column, length: number, fast: number, slow: number, line: Column): void {
  const first = Math.max(fast, slow) - 1
  line.fill(Number.NaN, 0, Math.min(first, length))
  if (first >= length) return
  let quick = averageAt(values, first, fast)
  let steady = averageAt(values, first, slow)
  line[first] = quick - steady
  const quickWeight = 2 / (fast + 1)
  const steadyWeight = 2 / (slow + 1)
  for (let i = first + 1; i < length; i++) {
    const value = values[i]
    quick += quickWeight * (value - quick)
    steady += steadyWeight * (value - steady)
    line[i] = quick - steady
  }
}

/** The exponential average at one row, from the start. */
function averageAt(values: Column, row: number, period: number): number {
  const average = exponential(period)
  let now = Number.NaN
  for (let i = 0; i <= row; i++) now = average.next(values[i], false)
  return now
}

class MacdStream implements IndicatorStream {
  readonly out = new Float64Array(3).fill(Number.NaN)
  readonly #fast: Smoothing
  readonly #slow: Smoothing
  readonly #signal: Smoothing

  constructor([fast, slow, signal]: number[]) {
    this.#fast = exponential(fast)
    this.#slow = exponential(slow)
    this.#signal = exponential(signal)
  }

  step(source: IndicatorSource, row: number): void {
    this.#take(source.input[row], false)
  }

  replace(source: IndicatorSource, row: number): void {
    this.#take(source.input[row], true)
  }

  #take(value: number, again: boolean): void {
    const line = this.#fast.next(value, again) - this.#slow.next(value, again)
    if (Number.isNaN(line)) return
    const signal = this.#signal.next(line, again)
    this.out[0] = line
    this.out[1] = signal
    this.out[2] = line - signal
  }
}

/** Rows until the first value of the line, and of the signal over it. */
const lineWarmUp = ([fast, slow]: number[]) => Math.max(fast, slow)
const signalWarmUp = (params: number[]) => lineWarmUp(params) + params[2] - 1

/** What macd and its sister in percent have in common. */
export const convergence = {
  params: [barCount(12, 'fast'), barCount(26, 'slow'), barCount(9, 'signal')],
  warmUp: signalWarmUp,
  outputWarmUps: (params: number[]) => [lineWarmUp(params), signalWarmUp(params), signalWarmUp(params)],
  settle: ([fast, slow, signal]: number[]) => settleExponential(Math.max(fast, slow)) + settleExponential(signal),
}

/**
 * Moving average convergence/divergence, in price units: EMA(fast) - EMA(slow), its signal the EMA of that line, and the histogram line -
 * signal (Gerald Appel, The Moving Average Convergence-Divergence Trading Method, 1979). Each average is seeded with the simple mean of its
 * own first values: the slow one on row `slow - 1`, where the line begins; the signal with the mean of the first `signal` values of the line.
 */
export const macdSpec: IndicatorSpec = oscillator(
  {
    name: 'macd',
    summary: 'Moving average convergence/divergence with signal and histogram',
    outputs: ['macd', 'signal', 'histogram'],
    ...convergence,
    kernel({ bars, input }, params, [line, signal, histogram]) {
      const length = bars.length
      const first = lineWarmUp(params) - 1
      macdLine(input, length, params[0], params[1], line)
      smoothed(line, Math.min(first, length), length, params[2], 2 / (params[2] + 1), signal)
      for (let i = 0; i < length; i++) histogram[i] = line[i] - signal[i]
    },
  },
  (params) => new MacdStream(params),
)
