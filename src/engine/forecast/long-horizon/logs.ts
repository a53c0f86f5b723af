import { type Column, column } from '../../../market/bars.ts'
import type { ScaledSeries } from './types.ts'

/** A series in logarithms, and the way back to scaled units. */
export interface LogSeries {
  column: Column
  /** Logarithms that a forecast may reach. */
  lowest: number
  highest: number
  /** From a value in scaled units to its logarithm, and back. */
  log(value: number): number
  back(log: number): number
}

/** Forecasts in logarithms stay within the range of the rows that were known, widened on both sides by this part of it. */
const ROOM = 1

/**
 * The logarithms of a series (divided by their deviation), or null where one of the first `known` values is not above zero. Later rows below the
 * smallest known value count as half of it, so that a zero among them breaks nothing.
 */
export function logSeries({ columns, means, deviations, rows }: ScaledSeries, series: number, known: number): LogSeries | null {
  const [z, mean, deviation] = [columns[series], means[series], deviations[series]]
  let [low, high] = [Number.POSITIVE_INFINITY, 0]
  for (let row = 0; row < known; row++) {
    const value = z[row] * deviation + mean
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  // A value that came through the scaling may be a hair above zero.
  if (!(low > 1e-9 * high)) return null
  const logs = column(rows)
  const plain = (value: number) => Math.log(Math.max(value * deviation + mean, low / 2))
  for (let row = 0; row < rows; row++) logs[row] = plain(z[row])
  const unit = deviationOf(logs, known)
  for (let row = 0; row < rows; row++) logs[row] /= unit
  const [lowest, highest] = [Math.log(low) / unit, Math.log(high) / unit]
  const room = ROOM * (highest - lowest)
  return {
    column: logs,
    lowest: lowest - room,
    highest: highest + room,
    log: (value) => plain(value) / unit,
    back: (log) => (Math.exp(log * unit) - mean) / deviation,
  }
}

/** A forecast in logarithms as a value in scaled units, within what a forecast may reach. */
export function back({ lowest, highest, back }: LogSeries, log: number): number {
  return back(Math.min(highest, Math.max(lowest, log)))
}

function deviationOf(values: ArrayLike<number>, rows: number): number {
  let [sum, square] = [0, 0]
  for (let row = 0; row < rows; row++) sum += values[row]
  for (let row = 0; row < rows; row++) square += (values[row] - sum / rows) ** 2
  return Math.sqrt(square / rows) || 1
}
