import type { Instant } from '../core/time.ts'

/** Numbers, times (epoch milliseconds) or words, one a row; NaN and '' are what is not there. */
export type DatasetColumn =
  | { name: string; type: 'number' | 'time'; values: Float64Array }
  | { name: string; type: 'text'; values: string[] }

/** Where a dataset came from. */
export type DatasetKind = 'bars' | 'snapshots' | 'stream' | 'csv'

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
