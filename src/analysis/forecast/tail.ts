import { quantileOfSorted } from '../statistics/quantile.ts'
import type { SortedResiduals } from './conformal.ts'

const POINTS = 201

/** Quantiles 1/202 ... 201/202 of the last step's residuals: the distribution of the end of a forecast in a page of numbers. Empty of nothing. */
export function tailOf(sorted: SortedResiduals): number[] {
  const last = sorted.at(-1)
  if (!last || last.length === 0) return []
  return Array.from({ length: POINTS }, (_, i) => quantileOfSorted(last, (i + 1) / (POINTS + 1)))
}
