import { type Bars, type Column, column } from '../../../market/bars.ts'
import { barCount } from '../parts/parameters.ts'
import { WindowMean, windowMeans } from '../parts/window-mean.ts'
import { WindowRange } from '../parts/window-range.ts'
import type { IndicatorSource, IndicatorSpec, IndicatorStream } from '../spec.ts'
import { oscillator } from './oscillator.ts'

/**
 * Where each close stands in the range of the last `period` bars, 0 to 100, from row `period - 1` on; 50 without a range. Blocks of
 * `period` rows as in `windowHighest`, highs and lows in one pass and without columns between.
 */
function rawStochastic({ high, low, close, length }: Bars, period: number, out: Column): void {
  const highs = column(period + 1).fill(Number.NEGATIVE_INFINITY)
  const lows = column(period + 1).fill(Number.POSITIVE_INFINITY)
  for (let start = 0; start < length; start += period) {
    const end = Math.min(start + period, length)
    if (start > 0) endsOfBlock(high, low, start - period, period, highs, lows)
    let top = Number.NEGATIVE_INFINITY
    let bottom = Number.POSITIVE_INFINITY
    for (let i = start, k = 1; i < end; i++, k++) {
      top = Math.max(top, high[i])
      bottom = Math.min(bottom, low[i])
      const lowest = Math.min(bottom, lows[k])
      const range = Math.max(top, highs[k]) - lowest
      out[i] = range === 0 ? 50 : (100 * (close[i] - lowest)) / range
    }
  }
  out.fill(Number.NaN, 0, Math.min(period - 1, length))
}

/** Extremes of the block that begins at `start` from each place on. */
function endsOfBlock(high: Column, low: Column, start: number, period: number, highs: Column, lows: Column): void {
  let top = Number.NEGATIVE_INFINITY
  let bottom = Number.POSITIVE_INFINITY
  for (let k = period - 1; k > 0; k--) {
    top = Math.max(top, high[start + k])
    bottom = Math.min(bottom, low[start + k])
    highs[k] = top
    lows[k] = bottom
  }
}

/** Means of a column that begins on row `from`. */
function meansFrom(values: Column, from: number, length: number, period: number, out: Column): void {
  const start = Math.min(from, length)
  out.fill(Number.NaN, 0, start)
  windowMeans(values.subarray(start), length - start, period, out.subarray(start))
}

class StochasticStream implements IndicatorStream {
  readonly out = new Float64Array(2).fill(Number.NaN)
  readonly #window: WindowRange
  readonly #smooth: WindowMean | null
  readonly #d: WindowMean

  constructor([k, d, smooth]: number[]) {
    this.#window = new WindowRange(k)
    this.#smooth = smooth === 1 ? null : new WindowMean(smooth)
    this.#d = new WindowMean(d)
  }

  step(source: IndicatorSource, row: number): void {
    this.#take(source.bars, row, false)
  }

  replace(source: IndicatorSource, row: number): void {
    this.#take(source.bars, row, true)
  }

  #take(bars: Bars, row: number, again: boolean): void {
    const window = this.#window
    window.next(bars.high[row], bars.low[row], again)
    const low = window.low
    if (Number.isNaN(low)) return
    const range = window.high - low
    const raw = range === 0 ? 50 : (100 * (bars.close[row] - low)) / range
    const k = this.#smooth === null ? raw : this.#smooth.next(raw, again)
    if (Number.isNaN(k)) return
    this.out[0] = k
    this.out[1] = this.#d.next(k, again)
  }
}

/**
 * Stochastic oscillator, 0 to 100 (George Lane, "Lane's Stochastics", Technical Analysis of Stocks & Commodities, 1984): where the close
 * stands between the lowest low and the highest high of `k` bars, averaged over `smooth` bars (1, the fast stochastic, leaves it as it is; 3
 * is the slow one), and `d`, the simple mean of `d` values of that. Bars without any range stand in the middle: 50.
 */
export const stochasticSpec: IndicatorSpec = oscillator(
  {
    name: 'stochastic',
    summary: 'Stochastic oscillator with its mean, 0 to 100',
    params: [barCount(14, 'k'), barCount(3, 'd'), barCount(1, 'smooth')],
    input: null,
    outputs: ['k', 'd'],
    warmUp: ([k, d, smooth]) => k + smooth + d - 2,
    outputWarmUps: ([k, d, smooth]) => [k + smooth - 1, k + smooth + d - 2],
    kernel({ bars }, [period, mean, smooth], [k, d]) {
      const raw = smooth === 1 ? k : d
      rawStochastic(bars, period, raw)
      if (smooth > 1) meansFrom(raw, period - 1, bars.length, smooth, k)
      meansFrom(k, period + smooth - 2, bars.length, mean, d)
    },
  },
  (params) => new StochasticStream(params),
)
