import type { Column } from '../../market/bars.ts'

/**
 * First-order recursive average of rows `[from, length)`: the first value, at row `from + period - 1`, is the simple mean of `period` rows;
 * after that `average += weight * (value - average)`. NaN before. `out` may be `values` itself.
 * Weight 1 / period is Wilder's smoothing (New Concepts in Technical Trading Systems, 1978), 2 / (period + 1) the exponential average.
 */
export function smoothed(values: Column, from: number, length: number, period: number, weight: number, out: Column): void {
  const seedRow = from + period - 1
  let sum = 0
  for (let i = 0; i < Math.min(seedRow, length); i++) {
    if (i >= from) sum += values[i]
    out[i] = Number.NaN
  }
  if (seedRow >= length) return
  let average = (sum + values[seedRow]) / period
  out[seedRow] = average
  for (let i = seedRow + 1; i < length; i++) {
    average += weight * (values[i] - average)
    out[i] = average
  }
}
