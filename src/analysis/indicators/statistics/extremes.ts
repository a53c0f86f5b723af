import { barCount, settleAtOnce } from '../parts/parameters.ts'
import { highestOf, lowestOf, type WindowExtreme, windowHighest, windowLowest } from '../parts/window-extreme.ts'
import type { IndicatorSource, IndicatorSpec, IndicatorStream, PriceColumn } from '../spec.ts'

class ExtremeStream implements IndicatorStream {
  readonly out = new Float64Array(1).fill(Number.NaN)
  readonly #window: WindowExtreme

  constructor(window: WindowExtreme) {
    this.#window = window
  }

  step(source: IndicatorSource, row: number): void {
    this.out[0] = this.#window.next(source.input[row], false)
  }

  replace(source: IndicatorSource, row: number): void {
    this.out[0] = this.#window.next(source.input[row], true)
  }
}

function extreme(name: string, isHigh: boolean, input: PriceColumn): IndicatorSpec {
  const kernel = isHigh ? windowHighest : windowLowest
  return {
    name,
    summary: `${isHigh ? 'Highest' : 'Lowest'} ${input} of the last bars, this one included`,
    group: 'statistics',
    params: [barCount(20)],
    input,
    outputs: ['value'],
    overlay: true,
    warmUp: ([period]) => period,
    settle: settleAtOnce,
    kernel: ({ bars, input: values }, [period], [out]) => kernel(values, bars.length, period, out),
    stream: ([period]) => new ExtremeStream(isHigh ? highestOf(period) : lowestOf(period)),
  }
}

/** Highest and lowest of the last bars: of highs and lows unless another column is named ... */
export const highestSpec = extreme('highest', true, 'high')
export const lowestSpec = extreme('lowest', false, 'low')
/** ... and the same of closes. */
export const maximumSpec = extreme('max', true, 'close')
export const minimumSpec = extreme('min', false, 'close')
