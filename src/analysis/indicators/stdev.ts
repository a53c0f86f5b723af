import type { Column } from '../../market/bars.ts'

/**
 * Population standard deviation of the last `period` values (divisor `period`, as Bollinger's bands use it); NaN on the first `period - 1` rows.
 * Two passes over each window: sums of squares would lose every digit on a flat series at a high price.
 */
export function stdev(values: Column, length: number, period: number, out: Column): void {
  for (let i = 0; i < length; i++) {
    if (i < period - 1) {
      out[i] = Number.NaN
      continue
    }
    let sum = 0
    for (let k = i - period + 1; k <= i; k++) sum += values[k]
    const mean = sum / period
    let squares = 0
    for (let k = i - period + 1; k <= i; k++) squares += (values[k] - mean) ** 2
    out[i] = Math.sqrt(squares / period)
  }
}
