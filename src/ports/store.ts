import type { DayNumber, Instant } from '../core/time.ts'
import type { CorporateAction } from '../market/actions.ts'
import type { Bars } from '../market/bars.ts'
import type { Prints, Quotes } from '../market/prints.ts'
import type { Timeframe } from '../market/timeframe.ts'

/** What became of the rows of one append: `rows in = stored + duplicates + conflicts.length`. */
export interface AppendResult {
  stored: number
  duplicates: number
  /** Indexes (into the given columns) of rows whose key is stored with other values; nothing was overwritten. */
  conflicts: number[]
}

/** One stored series. `timeframe` is null for prints, quotes. */
export interface SeriesInfo {
  kind: 'bars' | 'prints' | 'quotes'
  symbol: string
  timeframe: Timeframe | null
  source: string
  feed: string
  rows: number
  from: Instant
  to: Instant
}

export interface SeriesKey {
  symbol: string
  timeframe: Timeframe
  source: string
}

/** A series, or the corporate actions of a symbol, whose ranges run from UTC midnight to UTC midnight of their ex-dates. */
export type FetchedKey = Omit<SeriesKey, 'timeframe'> & { timeframe: Timeframe | 'actions' }

/** Which optional columns or which single columns to load; default all. */
export interface LoadOptions {
  /** Rows whose time lies in `[from, to)`. */
  from?: Instant
  to?: Instant
  /** Keep only the newest so many. */
  limit?: number
}

/** Raw bars; the key of a row is (symbol, timeframe, source, time). Appends need not be sorted against what is stored. */
export interface BarsRepository {
  append(bars: Bars): AppendResult
  load(key: SeriesKey, options?: LoadOptions): Bars | null
  /** Deletes a series with its adjusted closes; true when it existed. Used by `data generate --replace`. */
  remove(key: SeriesKey): boolean
}

/**
 * Prints and quotes. A print's identity is its id (among those of its stamp and exchange: vendors number prints per exchange and day),
 * else (time, price, size, exchange, conditions) plus its occurrence number within the file:
 * `occurrence[i]` counts equal prints of this file up to and including row i (from 1), and row i is stored when the store holds fewer
 * equal prints than that. So equal prints inside one file are all kept, and a re-import stores none.
 * A quote's key is its time: an equal row is a duplicate, another quote at the same time a conflict.
 */
export interface TapeRepository {
  appendPrints(prints: Prints, occurrence: Uint32Array): AppendResult
  appendQuotes(quotes: Quotes): AppendResult
  loadPrints(symbol: string, source: string, options?: LoadOptions): Prints | null
  loadQuotes(symbol: string, source: string, options?: LoadOptions): Quotes | null
}

export interface ActionsRepository {
  append(actions: CorporateAction[]): AppendResult
  load(symbol: string, source: string, from?: DayNumber, to?: DayNumber): CorporateAction[]
  list(): { symbol: string; source: string; actions: number; from: DayNumber; to: DayNumber }[]
  /** The vendor's adjusted closes, kept apart from raw prices, beside the series of the key. A stored one stands; NaN is none. */
  appendAdjustedCloses(key: SeriesKey, time: Float64Array<ArrayBufferLike>, value: Float64Array<ArrayBufferLike>): void
  /** Ascending in time. */
  loadAdjustedCloses(key: SeriesKey): { time: Float64Array; value: Float64Array }
}

/** An answer worth keeping (a scan, a signal), as the JSON it was. */
export interface KeptResult {
  id: number
  kind: 'scan' | 'signal'
  /** When it was kept, on the system clock. */
  at: Instant
  asOf: Instant
  /** The rule, or the symbol. */
  subject: string
  source: string
  body: unknown
}

export interface KeptRepository {
  add(entry: Omit<KeptResult, 'id'>): number
  /** Newest first. */
  list(kind: KeptResult['kind'], limit: number): KeptResult[]
}

/** Ranges already asked of a vendor and stored, empty ones included, so that a fetch asks only for what is missing. */
export interface FetchedRepository {
  /** Notes `[from, to)` as answered; touching ranges are joined. */
  add(key: FetchedKey, from: Instant, to: Instant): void
  /** Disjoint and ascending. */
  list(key: FetchedKey): { from: Instant; to: Instant }[]
}

/** One process writes, many read. Every method is synchronous and atomic: after a crash a call has happened whole or not at all. */
export interface Store {
  readonly path: string
  bars: BarsRepository
  tape: TapeRepository
  actions: ActionsRepository
  kept: KeptRepository
  fetched: FetchedRepository
  /** Every stored series, or those of one symbol (far cheaper in a store of many). */
  series(symbol?: string): SeriesInfo[]
  /** Runs synchronous work as one write: all that it stores is kept when it returns, nothing of it when it throws. */
  transaction<T>(work: () => T): T
  /** 'ok', or what is wrong, as the database's own integrity check says. */
  integrity(): string
  info(): { path: string; bytes: number; schema: number; journalMode: string }
  close(): void
}
