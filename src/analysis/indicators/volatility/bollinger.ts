import type { Column } from '../../../market/bars.ts'
import { barCount, factor, settleAtOnce } from '../parts/parameters.ts'
import { WindowMoments, windowMoments } from '../parts/window-moments.ts'
import type { IndicatorSource, IndicatorSpec, IndicatorStream } from '../spec.ts'

class BollingerStream implements IndicatorStream {
  readonly out = new Float64Array(5).fill(Number.NaN)
  readonly #window: WindowMoments
  readonly #multiple: number

  constructor(period: number, multiple: number) {
    this.#window = new WindowMoments(period)
    this.#multiple = multiple
  }

  step(source: IndicatorSource, row: number): void {
    this.#take(source.input[row], false)
  }

  replace(source: IndicatorSource, row: number): void {
    this.#take(source.input[row], true)
  }

  #take(value: number, again: boolean): void {
    const window = this.#window
    window.next(value, again)
    if (Number.isNaN(window.variance)) return
    const out = this.out
    const reach = this.#multiple * Math.sqrt(window.variance)
    out[0] = window.mean + reach
    out[1] = window.mean
    out[2] = window.mean - reach
    out[3] = widthOf(reach, window.mean)
    out[4] = placeIn(value, window.mean, reach)
  }
}

/** Width as a fraction of the middle; 0 where the middle is 0. */
function widthOf(reach: number, mean: number): number {
  return mean === 0 ? 0 : (2 * reach) / mean
}

/** 0 at the lower band, 1 at the upper; 0.5, the middle, where the bands are one line. */
function placeIn(value: number, mean: number, reach: number): number {
  return reach === 0 ? 0.5 : 0.5 + (0.5 * (value - mean)) / reach
}

/** Bands from the means and the variances in `middle` and `upper`. */
function drawBands(values: Column, from: number, length: number, multiple: number, out: Column[]): void {
  const [upper, middle, lower, width, percent] = out
  for (let i = from; i < length; i++) {
    const mean = middle[i]
    const reach = multiple * Math.sqrt(upper[i])
    upper[i] = mean + reach
    lower[i] = mean - reach
    width[i] = widthOf(reach, mean)
    percent[i] = placeIn(values[i], mean, reach)
  }
}

/**
 * Bollinger bands (John Bollinger, Bollinger on Bollinger Bands, 2001): the simple mean of `period` values, and lines `multiple` population
 * deviations above and below it. `width` is the distance of the bands as a fraction of the middle, `percent_b` where the value stands
 * between them (0 the lower, 1 the upper). Where nothing moves the bands are one line: width 0, percent_b 0.5.
 */
export const bollingerSpec: IndicatorSpec = {
  name: 'bollinger',
  summary: 'Bollinger bands, their width and where the price stands between them',
  group: 'volatility',
  params: [barCount(20), factor('multiple', 2)],
  input: 'close',
  outputs: ['upper', 'middle', 'lower', 'width', 'percent_b'],
  overlay: true,
  warmUp: ([period]) => period,
  settle: settleAtOnce,
  kernel({ bars, input }, [period, multiple], out) {
    const length = bars.length
    const blank = Math.min(period - 1, length)
    windowMoments(input, length, period, out[1], out[0])
    for (let k = 2; k < 5; k++) out[k].fill(Number.NaN, 0, blank)
    drawBands(input, blank, length, multiple, out)
  },
  stream: ([period, multiple]) => new BollingerStream(period, multiple),
}
