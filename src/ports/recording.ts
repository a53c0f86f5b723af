import type { Instant } from '../core/time.ts'
import type { StreamSink } from './market-stream.ts'

/** What a recording is of, in front of everything else in its file. Never a secret. */
export interface RecordingHeader {
  /** `session`: all that a session received, decided and sent. `market`: prints, quotes and bars only. */
  kind: 'session' | 'market'
  /** When it was begun, on the system clock, and the version of openbell that made it (filled in by what writes it). */
  made: Instant
  openbell: string
  symbols: string[]
  source: string
  feed: string
  /** Share of the market's volume that the feed carries. */
  coverage: number
  /** Exchange date of the market; null where the session began before any. */
  date: string | null
  broker: string | null
  mode: 'paper' | 'live' | null
  strategy: { name: string; params: Record<string, unknown>; timeframe: string } | null
  /** What the session was started with, as its operation was asked. */
  input: Record<string, unknown>
  /** Settings that decide what a session does; secrets and addresses are left out. */
  settings: Record<string, unknown>
  /** What else a replay must be given: process id, id of the request. */
  process: { pid: number; requestId: string; interactive: boolean; assumeYes: boolean; dryRun: boolean }
}

/** Where recordings lie, by name or path. */
export interface Recordings {
  /** Makes a new file, owner-only. @throws OpenbellError usage where one of the name exists */
  create(name: string, header: Omit<RecordingHeader, 'openbell'>): Promise<RecordingWriter>
  /**
   * Checks every checksum, cuts off a torn end. The name `last` is the newest of the home.
   * @throws OpenbellError not-found; no-data for what is no recording; `diverged` for a damaged one, with the offset: `untilDamage` reads what lies before
   */
  open(name: string, options?: { untilDamage?: boolean }): Promise<RecordingReader>
  list(): Promise<RecordingInfo[]>
}

export interface RecordingInfo {
  name: string
  path: string
  bytes: number
  /** Null for a file that cannot be read. */
  header: RecordingHeader | null
}

/** How rows of the tape came: `turn` is true for the first that came in a turn of the event loop of its own; `received` by our clock. */
export interface Arrival {
  turn: boolean
  received: Instant
}

/**
 * An append-only recording in the making. Calls are synchronous and cheap; what they add is on disk a second later at most (or after 64 KiB of
 * events, 8,192 rows), each piece with its checksum.
 */
export interface RecordingWriter {
  readonly path: string
  readonly counts: { rows: number; events: number; bytes: number }
  /** Takes what a stream tells as rows of columns: prints, quotes and bars. Everything else it is told goes to `event`. */
  row(kind: 'print' | 'quote' | 'bar', arrival: Arrival, ...told: RowArguments): void
  /** Anything made of plain values and typed arrays, in its place among the rows. */
  event(value: unknown, at: Instant): void
  flush(): void
  /** Marks the recording as whole. */
  close(): Promise<void>
}

export type RowArguments = Parameters<StreamSink['print']> | Parameters<StreamSink['quote']> | Parameters<StreamSink['bar']>

/** A piece of a recording: rows, and the events between them. */
export interface RecordingChunk {
  from: Instant
  to: Instant
  rows: RecordedRows
  /** `position`: how many of the chunk's rows came before. Ascending. */
  events: { position: number; value: unknown }[]
}

export interface RecordedRows {
  readonly length: number
  turn(index: number): boolean
  received(index: number): Instant
  kind(index: number): 'print' | 'quote' | 'bar'
  symbol(index: number): string
  time(index: number): Instant
  /** Tells a row to a sink as it was told. */
  tell(index: number, sink: StreamSink): void
}

export interface RecordingReader {
  readonly path: string
  readonly name: string
  readonly header: RecordingHeader
  readonly bytes: number
  /** It was closed in order; else its end was cut off (kill -9, a crash, damage). */
  readonly complete: boolean
  /** What was cut off or left out, in a sentence; null when nothing was. */
  readonly fault: string | null
  /** Times of each piece, for finding a moment without unpacking what lies before. */
  readonly index: readonly { from: Instant; to: Instant }[]
  /** Unpacks piece by piece, in order. */
  chunks(): IterableIterator<RecordingChunk>
  close(): void
}
