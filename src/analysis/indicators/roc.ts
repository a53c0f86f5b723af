import type { Column } from '../../market/bars.ts'

/** Rate of change as a fraction: value / value `period` rows ago - 1; NaN on the first `period` rows and where the older value is 0. */
export function roc(values: Column, length: number, period: number, out: Column): void {
  for (let i = 0; i < length; i++) {
    const before = i >= period ? values[i - period] : 0
    out[i] = before === 0 ? Number.NaN : values[i] / before - 1
  }
}
