import type { Column } from '../../market/bars.ts'
import { smoothed } from './smoothed.ts'

/**
 * Average true range, in price units (J. Welles Wilder, 1978). The true range of a bar is the span of high, low and the close before;
 * row 0 has no close before and takes no part. Seeded with the simple mean of the first `period` true ranges, first value on row `period`.
 */
export function atr(high: Column, low: Column, close: Column, length: number, period: number, out: Column): void {
  if (length > 0) out[0] = Number.NaN
  for (let i = 1; i < length; i++) {
    out[i] = Math.max(high[i], close[i - 1]) - Math.min(low[i], close[i - 1])
  }
  smoothed(out, 1, length, period, 1 / period, out)
}
