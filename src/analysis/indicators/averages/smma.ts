import { barCount, settleWilder } from '../parts/parameters.ts'
import { smoothed, wilder } from '../parts/smoothing.ts'
import type { IndicatorSpec } from '../spec.ts'
import { average } from './average.ts'

/**
 * Smoothed moving average, also called rma: Wilder's smoothing, weight 1 / period, seeded with the simple mean of the first `period` values
 * (J. Welles Wilder, New Concepts in Technical Trading Systems, 1978).
 */
export const smmaSpec: IndicatorSpec = average(
  {
    name: 'smma',
    summary: "Smoothed moving average (Wilder's)",
    params: [barCount(14)],
    settle: ([period]) => settleWilder(period),
  },
  (values, length, [period], out) => smoothed(values, 0, length, period, 1 / period, out),
  ([period]) => wilder(period),
)
