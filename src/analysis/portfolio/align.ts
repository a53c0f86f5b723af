import { commonRows, type DatedLevels } from '../statistics/correlation.ts'

export interface AlignedReturns {
  /** Dates that all series have, but the first: `days[k]` is the one at whose close the returns `k` are known. */
  days: Float64Array
  /** The date before the first return; NaN where there is none. */
  from: number
  /** Simple returns of each series, from one common date to the next. */
  returns: Float64Array[]
}

/** Returns of series of different pasts on the dates that all have: a date that one lacks is left out for all. */
export function alignReturns(series: readonly DatedLevels[]): AlignedReturns {
  const rows = commonRows(series)
  const dates = Float64Array.from(rows[0] ?? [], (row) => series[0].days[row])
  const returns = series.map(({ levels }, i) =>
    Float64Array.from(rows[i].slice(1), (row, k) => levels[row] / levels[rows[i][k]] - 1),
  )
  return { days: dates.slice(1), from: dates[0] ?? Number.NaN, returns }
}

/** How many returns a year held, over the years that they span: 252 or so of New York sessions, 365 of days without a weekend. */
export function returnsPerYear({ days, from }: Pick<AlignedReturns, 'days' | 'from'>): number {
  return (days.length * 365.2425) / (days[days.length - 1] - from)
}
