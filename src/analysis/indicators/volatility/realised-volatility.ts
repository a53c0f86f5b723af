import type { Bars } from '../../../market/bars.ts'
import { barCount, settleAtOnce } from '../parts/parameters.ts'
import { Stepped, stepping } from '../parts/stepped.ts'
import { WindowMoments } from '../parts/window-moments.ts'
import { WindowSum } from '../parts/window-sum.ts'
import type { IndicatorParam, IndicatorSource, IndicatorSpec } from '../spec.ts'

/**
 * Realised volatility, a fraction a year (0.2 = 20%): the deviation of log returns over `period` bars times the root of `per_year`, the bars
 * that make a year: 252 for daily bars of shares; 98,280 for their regular minutes, 365 for days of crypto.
 * A price of 0 or less has no logarithm: such a return or range counts as 0.
 */
const perYear: IndicatorParam = { name: 'per_year', min: 1, max: 1_000_000, default: 252 }

function logRatio(value: number, before: number): number {
  return value > 0 && before > 0 ? Math.log(value / before) : 0
}

/** Sample variance (divisor n - 1) of a window. */
function sampleVariance(window: WindowMoments, period: number): number {
  return (window.variance * period) / (period - 1)
}

/** A volatility whose mean variance of the bars is a plain mean: Parkinson's, Garman and Klass's. */
class MeanVarianceStream extends Stepped {
  readonly #sum: WindowSum
  readonly #scale: number
  readonly #variance: (bars: Bars, row: number) => number

  constructor([period, year]: number[], variance: (bars: Bars, row: number) => number) {
    super()
    this.#sum = new WindowSum(period)
    this.#scale = year / period
    this.#variance = variance
  }

  protected override take({ bars }: IndicatorSource, row: number, again: boolean): void {
    // Garman and Klass subtract: a window of bars that end where they began, but far from it, may come out below 0.
    this.out[0] = Math.sqrt(Math.max(0, this.#sum.next(this.#variance(bars, row), again) * this.#scale))
  }
}

class CloseStream extends Stepped {
  readonly #returns: WindowMoments
  readonly #period: number
  readonly #year: number
  #before = Number.NaN
  #close = Number.NaN

  constructor([period, year]: number[]) {
    super()
    this.#returns = new WindowMoments(period)
    this.#period = period
    this.#year = year
  }

  protected override take({ input }: IndicatorSource, row: number, again: boolean): void {
    if (!again) this.#before = this.#close
    this.#close = input[row]
    if (Number.isNaN(this.#before)) return
    this.#returns.next(logRatio(this.#close, this.#before), again)
    this.out[0] = Math.sqrt(this.#year * sampleVariance(this.#returns, this.#period))
  }
}

class YangZhangStream extends Stepped {
  readonly #overnight: WindowMoments
  readonly #day: WindowMoments
  readonly #drift: WindowSum
  readonly #period: number
  readonly #year: number
  readonly #weight: number
  #before = Number.NaN
  #close = Number.NaN

  constructor([period, year]: number[]) {
    super()
    this.#overnight = new WindowMoments(period)
    this.#day = new WindowMoments(period)
    this.#drift = new WindowSum(period)
    this.#period = period
    this.#year = year
    this.#weight = 0.34 / (1.34 + (period + 1) / (period - 1))
  }

  protected override take({ bars }: IndicatorSource, row: number, again: boolean): void {
    if (!again) this.#before = this.#close
    this.#close = bars.close[row]
    if (Number.isNaN(this.#before)) return
    const day = logRatio(this.#close, bars.open[row])
    this.#overnight.next(logRatio(bars.open[row], this.#before), again)
    this.#day.next(day, again)
    const drift = this.#drift.next(rogersSatchell(bars, row, day), again) / this.#period
    const steady = sampleVariance(this.#overnight, this.#period) + this.#weight * sampleVariance(this.#day, this.#period)
    this.out[0] = Math.sqrt(this.#year * Math.max(0, steady + (1 - this.#weight) * drift))
  }
}

/** Variance of one bar whatever its drift (L. C. G. Rogers and S. E. Satchell, 1991). */
function rogersSatchell({ open, high, low }: Bars, row: number, day: number): number {
  const up = logRatio(high[row], open[row])
  const down = logRatio(low[row], open[row])
  return up * (up - day) + down * (down - day)
}

/** M. Parkinson, "The Extreme Value Method for Estimating the Variance of the Rate of Return", Journal of Business 53, 1980. */
function parkinson({ high, low }: Bars, row: number): number {
  return logRatio(high[row], low[row]) ** 2 / (4 * Math.LN2)
}

/** M. B. Garman and M. J. Klass, "On the Estimation of Security Price Volatilities from Historical Data", Journal of Business 53, 1980. */
function garmanKlass({ open, high, low, close }: Bars, row: number): number {
  return 0.5 * logRatio(high[row], low[row]) ** 2 - (2 * Math.LN2 - 1) * logRatio(close[row], open[row]) ** 2
}

const common = { group: 'volatility', outputs: ['value'], overlay: false, settle: settleAtOnce } as const

export const closeVolatilitySpec: IndicatorSpec = {
  name: 'realised_volatility',
  summary: 'Realised volatility of the closes, a fraction a year',
  ...common,
  params: [barCount(20, 'period', 2), perYear],
  input: 'close',
  warmUp: ([period]) => period + 1,
  ...stepping((params) => new CloseStream(params)),
}

export const parkinsonSpec: IndicatorSpec = {
  name: 'parkinson',
  summary: "Parkinson's volatility from highs and lows, a fraction a year",
  ...common,
  params: [barCount(20), perYear],
  input: null,
  warmUp: ([period]) => period,
  ...stepping((params) => new MeanVarianceStream(params, parkinson)),
}

export const garmanKlassSpec: IndicatorSpec = {
  name: 'garman_klass',
  summary: "Garman and Klass's volatility from open, high, low and close, a fraction a year",
  ...common,
  params: [barCount(20), perYear],
  input: null,
  warmUp: ([period]) => period,
  ...stepping((params) => new MeanVarianceStream(params, garmanKlass)),
}

/** D. Yang and Q. Zhang, "Drift-Independent Volatility Estimation Based on High, Low, Open, and Close Prices", Journal of Business 73, 2000. */
export const yangZhangSpec: IndicatorSpec = {
  name: 'yang_zhang',
  summary: "Yang and Zhang's volatility, which counts the gaps between bars, a fraction a year",
  ...common,
  params: [barCount(20, 'period', 2), perYear],
  input: null,
  warmUp: ([period]) => period + 1,
  ...stepping((params) => new YangZhangStream(params)),
}
