import { moments } from '../../../analysis/statistics/moments.ts'
import { quantileOfSorted } from '../../../analysis/statistics/quantile.ts'

/** What a column of numbers looks like; every figure NaN where it cannot be said. */
export interface ColumnSummary {
  count: number
  mean: number
  std: number
  min: number
  p25: number
  median: number
  p75: number
  max: number
}

/** The values that are there. */
export function present(values: ArrayLike<number>): Float64Array {
  const kept = new Float64Array(values.length)
  let count = 0
  for (let i = 0; i < values.length; i++) if (!Number.isNaN(values[i])) kept[count++] = values[i]
  return kept.subarray(0, count)
}

/** Sum of the values that are there (NaN is missing). */
export function sumOf(values: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) if (!Number.isNaN(values[i])) sum += values[i]
  return sum
}

/** Mean of the values that are there. */
export function meanOf(values: ArrayLike<number>): number {
  return moments(present(values)).mean
}

/** Sample deviation (divisor n - 1). */
export function deviationOf(values: ArrayLike<number>): number {
  return moments(present(values)).deviation
}

/** Least and greatest; NaN of nothing. */
export function rangeOf(values: ArrayLike<number>): [least: number, greatest: number] {
  let [least, greatest] = [Number.NaN, Number.NaN]
  for (let i = 0; i < values.length; i++) {
    if (!(values[i] >= least)) least = Number.isNaN(values[i]) ? least : values[i]
    if (!(values[i] <= greatest)) greatest = Number.isNaN(values[i]) ? greatest : values[i]
  }
  return [least, greatest]
}

/** The value below which a share of them lies (type 7, see `quantileOfSorted`). */
export function quantileOf(values: ArrayLike<number>, share: number): number {
  return quantileOfSorted(present(values).sort(), share)
}

/** A column in figures: what `df.describe()` says of it. */
export function summaryOf(values: ArrayLike<number>): ColumnSummary {
  const sorted = present(values).sort()
  const { count, mean, deviation } = moments(sorted)
  const at = (share: number) => quantileOfSorted(sorted, share)
  return { count, mean, std: deviation, min: at(0), p25: at(0.25), median: at(0.5), p75: at(0.75), max: at(1) }
}
