/** Levels (closes, equity) by exchange date, ascending. */
export interface DatedLevels {
  days: ArrayLike<number>
  levels: ArrayLike<number>
}

export interface CorrelationMatrix {
  /** Returns that every pair was computed from. */
  returns: number
  /** Row and column in the order given; 1 on the diagonal; null where one of the two does not vary or under 3 returns. */
  matrix: (number | null)[][]
}

const FEWEST_RETURNS = 3

/**
 * Pearson's correlations of returns from one date that ALL series have to the next such date. Dates that one lacks are left out for all: else
 * a return over two days of one would meet a return of one day of the other.
 */
export function correlationMatrix(series: readonly DatedLevels[]): CorrelationMatrix {
  const rows = commonRows(series)
  const returns = series.map((one, i) => centred(rows[i].slice(1).map((row, k) => one.levels[row] / one.levels[rows[i][k]] - 1)))
  const count = Math.max(0, (rows[0]?.length ?? 0) - 1)
  const pair = (i: number, j: number) => {
    const [a, b] = [returns[i], returns[j]]
    if (count < FEWEST_RETURNS || a.norm === 0 || b.norm === 0) return null
    if (i === j) return 1
    const product = a.values.reduce((sum, value, k) => sum + value * b.values[k], 0)
    return Math.max(-1, Math.min(1, product / (a.norm * b.norm)))
  }
  return { returns: count, matrix: series.map((_, i) => series.map((__, j) => pair(i, j))) }
}

/** Row numbers, in each series, of the dates that all have. */
export function commonRows(series: readonly DatedLevels[]): number[][] {
  const rowOf = series.map(({ days }) => new Map(Array.from(days, (day, row) => [day, row])))
  const common = Array.from(series[0]?.days ?? []).filter((day) => rowOf.every((rows) => rows.has(day)))
  return rowOf.map((rows) => common.map((day) => rows.get(day) as number))
}

/** Values less their mean, and the root of the sum of their squares; 0 where they differ by rounding only. */
function centred(values: number[]): { values: number[]; norm: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const apart = values.map((value) => value - mean)
  const norm = Math.sqrt(apart.reduce((sum, value) => sum + value * value, 0))
  return { values: apart, norm: norm > 1e-14 * Math.sqrt(values.length) ? norm : 0 }
}
