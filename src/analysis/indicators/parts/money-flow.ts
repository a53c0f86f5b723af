import type { Bars } from '../../../market/bars.ts'

/**
 * Volume times where the bar closed within its range, from -1 at the low to 1 at the high (Marc Chaikin's close location value);
 * 0 for a bar without a range.
 */
export function moneyFlow({ high, low, close, volume }: Bars, row: number): number {
  const range = high[row] - low[row]
  return range === 0 ? 0 : ((close[row] - low[row] - (high[row] - close[row])) / range) * volume[row]
}
