import type { Instant } from '../core/time.ts'
import type { CorporateAction } from '../market/actions.ts'
import type { Bars } from '../market/bars.ts'
import type { Prints, Quotes } from '../market/prints.ts'
import type { Timeframe } from '../market/timeframe.ts'

export type RecordKind = 'bars' | 'prints' | 'quotes' | 'actions'

export interface ReadRequest {
  file: string
  symbol: string | null
  timeframe: Timeframe | null
  kind: RecordKind | null
  /** IANA zone of stamps without an offset; null = UTC. */
  zone: string | null
  /** Bars, prints and quotes stamped later than this are set aside; absent = any time passes. Corporate actions may lie ahead. */
  latest?: Instant
}

/** A row that broke a rule, with its place and reason; `text` is the row as it stood. */
export interface Reject {
  line: number
  reason: string
  text: string
}

interface BatchRows {
  /** Line number in the file of each row, parallel to the columns. */
  lines: Uint32Array
  /** The raw text of a row, for the rejects file when the store finds a conflict. */
  text(row: number): string
}

/** Some rows of one symbol; a file with several symbols yields batches of each. */
export type RecordBatch =
  | ({ kind: 'bars'; bars: Bars; adjustedClose: Float64Array | null; actions: CorporateAction[] } & BatchRows)
  | ({ kind: 'prints'; prints: Prints; occurrence: Uint32Array } & BatchRows)
  | ({ kind: 'quotes'; quotes: Quotes } & BatchRows)
  | ({ kind: 'actions'; actions: CorporateAction[] } & BatchRows)

/** What a file turned out to be, known before the first batch. */
export interface FileHead {
  kind: RecordKind
  timeframe: Timeframe | null
  /** Set when the file holds one symbol (from --symbol, its column's sole value, or its name). */
  symbol: string | null
  /** Columns of the header that mean nothing here; their values are not read. */
  ignored: string[]
}

export interface OpenedFile {
  head: FileHead
  batches: AsyncIterable<RecordBatch>
  /** Rejects since the caller last emptied it; grows while batches are read. */
  rejects: Reject[]
  /** Data rows read so far, good and bad. */
  rows(): number
}

/** Records of any CSV file: the line each began on (from 1) and its fields; null means the quoting was broken. */
export interface TextRecords {
  lines: number[]
  fields: (string[] | null)[]
}

/** Turns files of records into columns; every bad row is set aside, never dropped. */
export interface RecordReader {
  open(request: ReadRequest, signal: AbortSignal): Promise<OpenedFile>
  /** The fields of a CSV file whose columns mean what its owner says, plain or gzipped, the header as any other record. Blank lines are none. */
  records(file: string, signal: AbortSignal): AsyncIterable<TextRecords>
}
