import { type Column, column } from '../../../market/bars.ts'
import { barCount, factor } from '../parts/parameters.ts'
import { WindowWeighted, windowWeighted } from '../parts/window-weighted.ts'
import type { IndicatorSpec } from '../spec.ts'
import { average } from './average.ts'

/** A bell over the window, its top at `offset` of the way to the newest value, `period / sigma` bars wide. */
function weightsOf([period, offset, sigma]: number[]): Column {
  const weights = column(period)
  const top = offset * (period - 1)
  const width = period / sigma
  for (let k = 0; k < period; k++) weights[k] = Math.exp(-((k - top) ** 2) / (2 * width * width))
  return weights
}

/**
 * Arnaud Legoux moving average: Gaussian weights over the last `period` values, centred at `offset` (0 the oldest, 1 the newest), of
 * deviation period / sigma (Arnaud Legoux and Dimitrios Kouzis Loukas, 2009; centre not rounded, as in Pine's ta.alma by default).
 */
export const almaSpec: IndicatorSpec = average(
  {
    name: 'alma',
    summary: 'Arnaud Legoux moving average',
    params: [barCount(9), factor('offset', 0.85, 0, 1), factor('sigma', 6, 0.1, 30)],
  },
  (values, length, params, out) => windowWeighted(values, length, weightsOf(params), out),
  (params) => new WindowWeighted(weightsOf(params)),
)
