import type { Column } from '../../market/bars.ts'

/**
 * Simple moving average: the mean of the last `period` values; NaN on the first `period - 1` rows.
 * The running sum carries a compensation term (Neumaier), so a long column drifts no further than a fresh sum would.
 */
export function sma(values: Column, length: number, period: number, out: Column): void {
  let sum = 0
  let lost = 0
  const add = (value: number) => {
    const next = sum + value
    lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum
    sum = next
  }
  for (let i = 0; i < length; i++) {
    add(values[i])
    if (i >= period) add(-values[i - period])
    out[i] = i >= period - 1 ? (sum + lost) / period : Number.NaN
  }
}
