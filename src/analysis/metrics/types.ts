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

/** The market beside the run: one closing column per symbol on the run's days (for buy-and-hold, alpha, beta). */
export interface Benchmark {
  /** Return of each day of the run, equal-weighted over the symbols, aligned with the run's daily equity. */
  dailyReturns: Float64Array
  totalReturn: number
}

/** contract.md's metrics. Null = it cannot be computed (too few days, no round trips, no variation). */
export interface Metrics {
  finalEquity: number
  totalReturn: number
  cagr: number | null
  volatility: number | null
  sharpe: number | null
  sortino: number | null
  calmar: number | null
  maxDrawdown: number
  maxDrawdownDays: number
  exposure: number
  roundTrips: number
  winRate: number | null
  profitFactor: number | null
  expectancy: number | null
  sqn: number | null
  /** Bars. */
  averageHold: number | null
  turnover: number
  fees: number
  slippageCost: number
  ambiguousBars: number
  shrunkFills: number
  buyAndHoldReturn: number | null
  alpha: number | null
  beta: number | null
  var95: number | null
  cvar95: number | null
}
