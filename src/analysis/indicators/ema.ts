import type { Column } from '../../market/bars.ts'
import { smoothed } from './smoothed.ts'

/**
 * Exponential moving average with weight 2 / (period + 1), seeded with the simple mean of the first `period` values
 * (the convention of most charting programs); NaN before the seed.
 */
export function ema(values: Column, length: number, period: number, out: Column): void {
  smoothed(values, 0, length, period, 2 / (period + 1), out)
}
