import { WindowRamp, windowRamps } from '../parts/window-ramp.ts'
import type { IndicatorSpec } from '../spec.ts'
import { average } from './average.ts'

/** Linearly weighted moving average: weights 1, 2 ... `period`, the newest most, divided by their sum. First value on row `period - 1`. */
export const wmaSpec: IndicatorSpec = average(
  { name: 'wma', summary: 'Linearly weighted moving average' },
  (values, length, [period], out) => windowRamps(values, length, period, out),
  ([period]) => new WindowRamp(period),
)
