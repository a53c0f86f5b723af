import type { Column } from '../../market/bars.ts'

/**
 * Relative strength index, 0 to 100 (J. Welles Wilder, 1978): 100 * gain / (gain + loss), where gain and loss are the averages of the
 * rises and falls, seeded with the simple mean of the first `period` changes, then smoothed with weight 1 / period.
 * First value on row `period`. A series that did not move at all has neither gain nor loss: 50, neither bought nor sold.
 */
export function rsi(values: Column, length: number, period: number, out: Column): void {
  let gain = 0
  let loss = 0
  for (let i = 0; i < Math.min(period, length); i++) out[i] = Number.NaN
  for (let i = 1; i < length; i++) {
    const change = values[i] - values[i - 1]
    const rise = Math.max(change, 0)
    const fall = Math.max(-change, 0)
    if (i <= period) {
      gain += rise / period
      loss += fall / period
    } else {
      gain += (rise - gain) / period
      loss += (fall - loss) / period
    }
    if (i >= period) out[i] = gain + loss === 0 ? 50 : (100 * gain) / (gain + loss)
  }
}
