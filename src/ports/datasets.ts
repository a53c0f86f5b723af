import type { Instant } from '../core/time.ts'

/** Numbers, times (epoch milliseconds) or words, one a row; NaN and '' are what is not there. */
export type DatasetColumn =
  | { name: string; type: 'number' | 'time'; values: Float64Array }
  | { name: string; type: 'text'; values: string[] }

/** Where a dataset came from. */
export type DatasetKind = 'bars' | 'snapshots' | 'stream' | 'csv'

/** How whole the data is, judged when it was loaded. Null figures where nothing says what should be there (a file of one's own). */
export interface DatasetQuality {
  /** From 0.95 of what is expected `good`, from 0.9 `fair`, below it `poor`; `unknown` where nothing is expected. */
  rating: 'good' | 'fair' | 'poor' | 'unknown'
  /** Share of the expected bars, or of filled cells, that is there. */
  completeness: number | null
  /** Runs of expected bars that are not there. */
  gaps: number
  /** Prices more than three robust deviations from the close before. */
  outliers: number
  /** Rows that break what a bar is. */
  violations: number
}

export interface DatasetInfo {
  name: string
  kind: DatasetKind
  rows: number
  columns: { name: string; type: DatasetColumn['type'] }[]
  /** What it holds in memory, in bytes. */
  bytes: number
  symbols: string[]
  timeframe: string | null
  source: string
  feed: string | null
  /** Nothing after this was known to it. */
  asOf: Instant
  loadedAt: Instant
  quality: DatasetQuality
}

/** A table in columns under a name, for analytics code. */
export interface Dataset extends Omit<DatasetInfo, 'columns' | 'bytes'> {
  columns: DatasetColumn[]
}

/** Named datasets: of one session in memory, or of the home folder. Bounded: what does not fit is refused, nothing is dropped unasked. */
export interface Datasets {
  /** Keeps a dataset; one of the same name is replaced. @throws OpenbellError `usage` when it does not fit, naming what to drop */
  put(dataset: Dataset): DatasetInfo
  get(name: string): Dataset | null
  /** Newest first. */
  list(): DatasetInfo[]
  /** False when there was none. */
  drop(name: string): boolean
  limits(): { bytes: number; mostBytes: number; most: number }
}

/** Bytes that a column holds: eight a number, and of a text two a letter besides the eight of its place. */
function columnBytes(column: DatasetColumn): number {
  if (column.type !== 'text') return column.values.byteLength
  return column.values.reduce((sum, text) => sum + 8 + 2 * text.length, 0)
}

/** What a list says of a dataset. */
export function datasetInfo({ columns, ...head }: Dataset): DatasetInfo {
  return {
    ...head,
    columns: columns.map(({ name, type }) => ({ name, type })),
    bytes: columns.reduce((sum, column) => sum + columnBytes(column), 0),
  }
}

/** Where datasets lie, without a bound. */
export interface DatasetsRepository {
  /** One of the same name is replaced. */
  put(dataset: Dataset): void
  get(name: string): Dataset | null
  /** Newest first. */
  list(): DatasetInfo[]
  remove(name: string): boolean
}
