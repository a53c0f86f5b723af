import type { Bars, Column } from '../../../market/bars.ts'
import { barCount, settleWilder } from '../parts/parameters.ts'
import type { IndicatorSource, IndicatorSpec, IndicatorStream } from '../spec.ts'

/**
 * Average true range, in price units (J. Welles Wilder, New Concepts in Technical Trading Systems, 1978). The true range of a bar is the
 * span of high, low and the close before; row 0 has no close before and takes no part. Seeded with the simple mean of the first `period`
 * true ranges, then Wilder's smoothing with weight 1 / period; first value on row `period`.
 */
export function atr(high: Column, low: Column, close: Column, length: number, period: number, out: Column): void {
  out.fill(Number.NaN, 0, Math.min(period, length))
  if (length <= period) return
  let average = 0
  for (let i = 1; i <= period; i++) average += Math.max(high[i], close[i - 1]) - Math.min(low[i], close[i - 1])
  average /= period
  out[period] = average
  const weight = 1 / period
  const keep = 1 - weight
  let before = close[period]
  for (let i = period + 1; i < length; i++) {
    const range = Math.max(high[i], before) - Math.min(low[i], before)
    before = close[i]
    // Two terms instead of `average += weight * (range - average)`: only one product waits for the row before.
    average = keep * average + weight * range
    out[i] = average
  }
}

/** The same in steps: NaN until `period` true ranges are in. In one piece because it is the busiest stream beside the averages. */
export class AverageTrueRange {
  readonly #period: number
  readonly #weight: number
  readonly #keep: number
  /** True ranges taken; the first bar has none. */
  #seen = -1
  #closeBefore = 0
  #close = 0
  /** The sum while it is being seeded, the average after that; before and after the last bar. */
  #before = 0
  #now = 0

  constructor(period: number) {
    this.#period = period
    this.#weight = 1 / period
    this.#keep = 1 - 1 / period
  }

  next(bars: Bars, row: number, again: boolean): number {
    if (!again) {
      this.#seen++
      this.#closeBefore = this.#close
      this.#before = this.#now
    }
    this.#close = bars.close[row]
    if (this.#seen === 0) return Number.NaN
    const range = Math.max(bars.high[row], this.#closeBefore) - Math.min(bars.low[row], this.#closeBefore)
    if (this.#seen > this.#period) {
      this.#now = this.#keep * this.#before + this.#weight * range
      return this.#now
    }
    this.#now = this.#before + range
    if (this.#seen < this.#period) return Number.NaN
    this.#now /= this.#period
    return this.#now
  }
}

class AtrStream implements IndicatorStream {
  readonly out = new Float64Array(1).fill(Number.NaN)
  readonly #average: AverageTrueRange

  constructor(period: number) {
    this.#average = new AverageTrueRange(period)
  }

  step(source: IndicatorSource, row: number): void {
    this.out[0] = this.#average.next(source.bars, row, false)
  }

  replace(source: IndicatorSource, row: number): void {
    this.out[0] = this.#average.next(source.bars, row, true)
  }
}

export const atrSpec: IndicatorSpec = {
  name: 'atr',
  summary: 'Average true range, in price units',
  group: 'volatility',
  params: [barCount(14)],
  input: null,
  outputs: ['value'],
  overlay: false,
  warmUp: ([period]) => period + 1,
  settle: ([period]) => settleWilder(period),
  kernel: ({ bars }, [period], [out]) => atr(bars.high, bars.low, bars.close, bars.length, period, out),
  stream: ([period]) => new AtrStream(period),
}
