import { moments, NO_VARIATION } from '../statistics/moments.ts'
import { quantileOfSorted } from '../statistics/quantile.ts'
import { type DailyHistory, dailyHistory, TRADING_DAYS } from './daily.ts'
import { drawdownOf } from './drawdown.ts'
import { roundTripMetrics } from './round-trip-metrics.ts'
import type { Benchmark, EquityHistory, Metrics, RoundTripFacts, RunTotals } from './types.ts'

const DAYS_A_YEAR = 365.25

/** Under so many days the worst twentieth is less than one of them. */
const DAYS_OF_A_TAIL = 20

/** A line through two points always fits. */
const DAYS_OF_A_LINE = 3

export interface MetricsOptions {
  /** Rows of daily equity in a year: 252, of weekly bars 52 (`periodsPerYearOf`). */
  periodsPerYear?: number
  /** `dailyHistory(history)` where the caller has it already. */
  daily?: DailyHistory
}

/**
 * contract.md's metrics of one run. The rate of interest is 0 throughout; a year has 252 days of returns.
 * - `cagr`: compound growth over calendar time, from the date of the first step to that of the last (years of 365.25 days).
 * - `volatility`, `sharpe`: of daily returns with the sample deviation, times sqrt(252) (W. F. Sharpe, "The Sharpe Ratio", Journal of
 *   Portfolio Management, 1994).
 * - `sortino`: mean daily return over the downside deviation (target 0, root mean square of the losses over ALL days), times sqrt(252)
 *   (F. A. Sortino and L. N. Price, "Performance Measurement in a Downside Risk Framework", Journal of Investing, 1994).
 * - `calmar`: cagr over the largest drawdown (T. W. Young, Futures, 1991), here of the whole run instead of its 36 months.
 * - `maxDrawdown`, `maxDrawdownDays`: `drawdownOf`, every step counts. `exposure`: share of the steps with a position.
 * - `winRate` to `averageHold`: `roundTripMetrics`.
 * - `turnover`: dollars bought and sold over the mean equity of the steps, for the whole run.
 * - `var95`, `cvar95`: historical, of a day: the loss at the 5% quantile (type 7) and the mean loss of the days at or beyond it
 *   (R. T. Rockafellar and S. Uryasev, Journal of Risk 2(3), 2000), 0 where even those days gained; null under 20 days.
 * - `alpha`, `beta`: least squares of daily returns on those of the benchmark, the intercept times 252 (M. C. Jensen, Journal of
 *   Finance 23(2), 1968).
 */
export function computeMetrics(
  history: EquityHistory,
  roundTrips: readonly RoundTripFacts[],
  totals: RunTotals,
  benchmark: Benchmark | null,
  { periodsPerYear = TRADING_DAYS, daily = dailyHistory(history) }: MetricsOptions = {},
): Metrics {
  const { steps, equity, startCash } = history
  const finalEquity = steps > 0 ? equity[steps - 1] : startCash
  const cagr = growth(history, finalEquity)
  const drawdown = drawdownOf(history)
  const held = holding(history)
  return {
    finalEquity,
    totalReturn: finalEquity / startCash - 1,
    cagr,
    ...ratios(daily.returns, periodsPerYear),
    calmar: cagr === null ? null : finite(cagr / drawdown.depth),
    maxDrawdown: drawdown.depth,
    maxDrawdownDays: drawdown.days,
    exposure: held.exposure,
    ...roundTripMetrics(roundTrips),
    turnover: held.meanEquity > 0 ? totals.turnover / held.meanEquity : 0,
    fees: totals.fees,
    slippageCost: totals.slippageCost,
    ambiguousBars: totals.ambiguousBars,
    shrunkFills: totals.shrunkFills,
    buyAndHoldReturn: benchmark ? finite(benchmark.totalReturn) : null,
    ...againstBenchmark(daily.returns, benchmark, periodsPerYear),
    ...tailLoss(daily.returns),
  }
}

/** Compound growth a year; null within one date, when nothing is left, and where it is beyond all numbers. */
function growth({ steps, day, startCash }: EquityHistory, finalEquity: number): number | null {
  const days = steps > 0 ? day[steps - 1] - day[0] : 0
  if (days === 0 || finalEquity <= 0) return null
  return finite((finalEquity / startCash) ** (DAYS_A_YEAR / days) - 1)
}

/** A ratio that is beyond all numbers is none. */
function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null
}

function holding({ steps, equity, exposure }: EquityHistory): { exposure: number; meanEquity: number } {
  let held = 0
  let sum = 0
  for (let i = 0; i < steps; i++) {
    if (exposure[i] !== 0) held++
    sum += equity[i]
  }
  return steps === 0 ? { exposure: 0, meanEquity: 0 } : { exposure: held / steps, meanEquity: sum / steps }
}

function ratios(returns: Float64Array, periodsPerYear: number): Pick<Metrics, 'volatility' | 'sharpe' | 'sortino'> {
  const { mean, deviation } = moments(returns)
  if (Number.isNaN(deviation)) return { volatility: null, sharpe: null, sortino: null }
  const yearly = Math.sqrt(periodsPerYear)
  let squares = 0
  for (const value of returns) if (value < 0) squares += value * value
  const downside = Math.sqrt(squares / returns.length)
  return {
    volatility: deviation * yearly,
    sharpe: deviation > NO_VARIATION ? (mean / deviation) * yearly : null,
    sortino: downside > NO_VARIATION ? (mean / downside) * yearly : null,
  }
}

function againstBenchmark(returns: Float64Array, benchmark: Benchmark | null, periodsPerYear: number) {
  const market = benchmark?.dailyReturns
  if (!market || market.length !== returns.length || returns.length < DAYS_OF_A_LINE) return { alpha: null, beta: null }
  const own = moments(returns).mean
  const theirs = moments(market)
  if (!(theirs.deviation > NO_VARIATION)) return { alpha: null, beta: null }
  let product = 0
  for (let i = 0; i < returns.length; i++) product += (returns[i] - own) * (market[i] - theirs.mean)
  const beta = product / (theirs.deviation * theirs.deviation * (returns.length - 1))
  return { alpha: (own - beta * theirs.mean) * periodsPerYear, beta }
}

function tailLoss(returns: Float64Array): Pick<Metrics, 'var95' | 'cvar95'> {
  if (returns.length < DAYS_OF_A_TAIL) return { var95: null, cvar95: null }
  const sorted = returns.slice().sort()
  const threshold = quantileOfSorted(sorted, 0.05)
  let sum = 0
  let count = 0
  while (count < sorted.length && sorted[count] <= threshold) sum += sorted[count++]
  return { var95: Math.max(0, -threshold), cvar95: Math.max(0, -sum / count) }
}
