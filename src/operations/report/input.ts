import type { Instant } from '../../core/time.ts'
import type { Bars } from '../../market/bars.ts'
import type { BacktestOutput } from '../backtest/output.ts'

/**
 * What the report of a backtest is made of: the answer as it was printed, the columns that `reportColumns` made of the run (kept with
 * it), and the bars it ran on (read again from the source when the report is made later; empty when they cannot be read any more).
 */
export interface ReportInput {
  answer: BacktestOutput
  columns: ReportColumns
  bars: Bars[]
  /** When the run was kept, ISO 8601 UTC; null for a run just made. */
  keptAt: string | null
  /** What a reader must know about this report beside the run's own warnings: changed data, bars that could not be read. */
  notes: string[]
}

/**
 * Columns of a report by name, small enough to be kept with every run.
 * A row a point of the equity chart: `times` (epoch ms of the last step in the point), `equity` (dollars, last step), `drawdown`
 * (fraction from the highest equity before, the deepest step), `exposure` (fraction, the highest step); `stepsPerPoint` has one value.
 * A row a session: `day` (days since 1970-01-01), `dayEnd` (epoch ms of its last step), `dayEquity` (dollars at its end), and where known `dayBenchmark` (buy and hold of
 * the same start cash) and the quantiles of resampled equity `bandLow`, `bandMiddle`, `bandHigh` (dollars).
 * A row a stop level: `stopSymbol` (index into the answer's symbols), `stopFrom`, `stopTo` (epoch ms), `stopPrice`.
 */
export type ReportColumns = Record<string, Float64Array>

/** A protecting stop while it stood at one price. */
export interface StopLine {
  symbol: string
  from: Instant
  to: Instant
  price: number
}

/** Sets of parameters on a grid: rows of the second parameter, columns of the first, a value each (null = not tried). */
export interface HeatMap {
  objective: string
  columns: { name: string; values: (number | string | boolean)[] }
  rows: { name: string; values: (number | string | boolean)[] }
  cells: (number | null)[][]
  /** Which way the objective is better; default higher. */
  direction?: 'higher' | 'lower'
}

/** One of several equity curves over each other; values as a multiple of the start. */
export interface NamedCurve {
  name: string
  times: ArrayLike<number>
  values: ArrayLike<number>
}
