import { column } from '../../../market/bars.ts'
import type { ScaledSeries } from './types.ts'

/**
 * Series in units of their train rows: (value - mean) / population standard deviation, as the long-horizon benchmarks have it (Zhou et al.,
 * "Informer", arXiv 2012.07436). Nothing of a later row goes into mean and deviation.
 */
export function scaleSeries(
  names: readonly string[],
  columns: readonly ArrayLike<number>[],
  { train, rows }: { train: number; rows: number },
): ScaledSeries {
  const moments = columns.map((values) => momentsOf(values, train))
  return {
    names,
    columns: columns.map((values, series) => {
      const scaled = column(rows)
      const { mean, deviation } = moments[series]
      for (let row = 0; row < rows; row++) scaled[row] = (values[row] - mean) / deviation
      return scaled
    }),
    means: moments.map(({ mean }) => mean),
    deviations: moments.map(({ deviation }) => deviation),
    rows,
  }
}

function momentsOf(values: ArrayLike<number>, train: number): { mean: number; deviation: number } {
  let sum = 0
  for (let row = 0; row < train; row++) sum += values[row]
  const mean = sum / train
  let square = 0
  for (let row = 0; row < train; row++) square += (values[row] - mean) ** 2
  const deviation = Math.sqrt(square / train)
  // What stands still in the train part but for rounding has no deviation of its own.
  return { mean, deviation: deviation > 1e-12 * Math.max(1, Math.abs(mean)) ? deviation : 1 }
}
