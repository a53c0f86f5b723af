import type { Instant } from '../../core/time.ts'
import type { Column } from '../../market/bars.ts'

/** What metrics are computed of; dollars. `RunResult` has this shape. */
export interface EquityHistory {
  steps: number
  times: Column
  equity: Column
  exposure: Column
  /** Exchange date of each step: daily equity is the last of each date. */
  day: Int32Array
  startCash: number
}

/** The part of a round trip that metrics read. */
export interface RoundTripFacts {
  entryTime: Instant
  /** Null while open. */
  exitTime: Instant | null
  profit: number
  return: number
  fees: number
  bars: number
}

/** What the run paid and how its fills went; `RunResult['totals']` has this shape. */
export interface RunTotals {
  fees: number
  slippageCost: number
  /** Dollars bought and sold. */
  turnover: number
  ambiguousBars: number
  shrunkFills: number
}

/** The market beside the run: one closing column per symbol on the run's days (for buy-and-hold, alpha, beta). */
export interface Benchmark {
  /** Return of each day of the run, equal-weighted over the symbols, aligned with the run's daily equity. */
  dailyReturns: Float64Array
  totalReturn: number
}

/**
 * contract.md's metrics; `computeMetrics` says how each is computed. Fractions (0.03), dollars, bars, calendar days.
 * Null = it cannot be computed (too few days, no round trips, no variation).
 */
export interface Metrics {
  /** Dollars. */
  finalEquity: number
  totalReturn: number
  /** A year. */
  cagr: number | null
  /** A year. */
  volatility: number | null
  sharpe: number | null
  sortino: number | null
  calmar: number | null
  /** Positive. */
  maxDrawdown: number
  /** Calendar days of the longest stretch under water. */
  maxDrawdownDays: number
  /** Share of the steps with a position. */
  exposure: number
  /** Closed ones. */
  roundTrips: number
  winRate: number | null
  profitFactor: number | null
  /** Mean profit of a closed round trip, dollars. */
  expectancy: number | null
  sqn: number | null
  /** Bars. */
  averageHold: number | null
  /** Dollars bought and sold over the mean equity, whole run. */
  turnover: number
  fees: number
  slippageCost: number
  ambiguousBars: number
  shrunkFills: number
  buyAndHoldReturn: number | null
  /** A year. */
  alpha: number | null
  beta: number | null
  /** Of a day, positive; 95% confidence. */
  var95: number | null
  cvar95: number | null
}
