import { type Column, column } from '../../../market/bars.ts'
import { barCount } from '../parts/parameters.ts'
import { WindowWeighted, windowWeighted } from '../parts/window-weighted.ts'
import type { IndicatorSpec } from '../spec.ts'
import { average } from './average.ts'

/** Raised cosine, `0.5 - 0.5 cos(2 pi i / (period - 1))`: 0 at both ends. */
function weightsOf(period: number): Column {
  const weights = column(period)
  for (let i = 0; i < period; i++) weights[i] = 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / (period - 1))
  return weights
}

/**
 * Hanning smooth that does not repaint: the mean of the last `period` values with the raised-cosine weights of Julius von Hann (Blackman and
 * Tukey, "The Measurement of Power Spectra", 1958). It is the value that the centred smooth of peaks and troughs shows (period - 1) / 2 bars
 * earlier, on the bar where it can be known.
 */
export const hanningSpec: IndicatorSpec = average(
  { name: 'hanning', summary: 'Hanning-weighted moving average of past values only', params: [barCount(11, 'period', 3)] },
  (values, length, [period], out) => windowWeighted(values, length, weightsOf(period), out),
  ([period]) => new WindowWeighted(weightsOf(period)),
)
