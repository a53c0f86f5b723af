import type { ForecastSeries } from '../../engine/forecast/types.ts'

/** What of a file is not used, or not as it stands: a row, a cell or a whole series, with the reason. */
export interface SetAside {
  /** Line of the file, from 1; null for what concerns a whole column. */
  line: number | null
  /** The series that it takes from; null = every series. */
  series: string | null
  reason: string
}

/** Series of a file, as they stand in it. */
export interface SeriesTable {
  file: string
  layout: 'wide' | 'long'
  /** Series that have a value in every row, in the file's order; `columns` are theirs. A long file has them when all its series share their times. */
  names: string[]
  columns: Float64Array[]
  /** Times of the rows of `columns`; null where the file has none, or has them out of order. */
  times: Float64Array | null
  rows: number
  /** Every series that can be forecast: those of `columns`, and those that begin later or end earlier. */
  series: ForecastSeries[]
  setAside: SetAside[]
}

/** Records of a file in one piece. */
export interface FileRecords {
  lines: number[]
  fields: string[][]
  setAside: SetAside[]
}

/** `line 12, OT: reason`. */
export function said({ line, series, reason }: SetAside): string {
  const place = [line === null ? null : `line ${line}`, series].filter((part) => part !== null)
  return place.length === 0 ? reason : `${place.join(', ')}: ${reason}`
}
