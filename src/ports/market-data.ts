import type { DayNumber, Instant } from '../core/time.ts'
import type { CorporateAction } from '../market/actions.ts'
import type { Bars } from '../market/bars.ts'
import type { Prints, Quotes } from '../market/prints.ts'
import type { Timeframe } from '../market/timeframe.ts'
import type { MarketStream, StreamOptions, StreamSink } from './market-stream.ts'

/** Rows whose time lies in `[from, to)`; `limit` keeps the newest. Unclosed bars are never returned when `asOf` is at or before their close. */
export interface BarsQuery {
  kind: 'bars'
  symbol: string
  timeframe: Timeframe
  from: Instant
  to: Instant
  /** Only bars whose close is at or before this instant. */
  asOf: Instant
  limit?: number
  /** `regular` drops pre-market and after-hours bars (intraday timeframes only). */
  session: 'all' | 'regular'
  /**
   * True = prices as they were traded, for keeping. Otherwise a source that holds raw prices applies the splits known at the as-of,
   * so that no split is taken for a move; the answer's `adjustment` says so.
   */
  raw?: boolean
  /** The feed that the answer is to come from, where a source has several of one market; the others ignore it. Each bar sees what its feed sees. */
  feed?: string
}

/** Prints or quotes in `[from, to)` that had happened by `asOf`; `limit` keeps the newest. */
export interface TapeQuery {
  kind: 'prints' | 'quotes'
  symbol: string
  from: Instant
  to: Instant
  asOf: Instant
  limit?: number
  /** As in BarsQuery. */
  feed?: string
}

/** Actions whose ex-date lies in `[from, to]`, both included. */
export interface ActionsQuery {
  kind: 'actions'
  symbol: string
  from: DayNumber
  to: DayNumber
}

/** The latest known state of a symbol at an instant; unknown numbers are null. */
export interface Snapshot {
  symbol: string
  source: string
  feed: string
  price: number
  /** When the price was made: the print's time, or the close of the bar it came from. */
  time: Instant
  bid: number | null
  ask: number | null
  bidSize: number | null
  askSize: number | null
  /**
   * Open, high, low and volume (here and below) are those of the REGULAR session so far: the session in progress at the as-of, or the latest
   * one begun, pre-market and after-hours left out. All null from its pre-market open until its first regular print is known.
   */
  sessionOpen: number | null
  sessionHigh: number | null
  sessionLow: number | null
  /** Units traded in the regular session so far. */
  volume: number | null
  /** Last regular close before that session. */
  previousClose: number | null
  /** When it was fetched, if the vendor failed and an older answer stands in; null or absent when it is fresh. */
  staleSince?: Instant | null
}

/** A symbol a source can name, for universes and spelling help. */
export interface SymbolInfo {
  symbol: string
  name: string
  kind: 'stock' | 'fund' | 'future' | 'crypto' | 'fx' | 'index'
  sector: string | null
}

/** Lists of symbols that a source makes of its market as it is NOW: nothing to ask for as of an earlier time. */
export interface SymbolLists {
  /** `movers` (gainers, then losers), `most-actives` (by volume). */
  readonly names: readonly string[]
  /** The symbols of one of the names, strongest first. */
  read(name: string, signal: AbortSignal): Promise<string[]>
}

/**
 * Market data from one place. Every method rejects with an OpenbellError: `not-found` for a symbol the source does not know,
 * `no-data` for a known symbol with nothing in the range, `unavailable` when the vendor failed after retries, `config` for missing keys,
 * `usage` for what this source can never give (say 1m bars older than the vendor keeps). Never an empty success.
 */
export interface MarketDataSource {
  readonly name: string
  /** Label of the feed, as every answer carries it: `simulated`, `sip`, `iex`, `yahoo`, `import`... */
  readonly feed: string
  /** Share of the market's volume this feed carries: 1 for a consolidated feed, about 0.025 for IEX. */
  readonly coverage: number
  /** "Now" on this source's clock: the default as-of. */
  now(): Instant
  history(query: BarsQuery, signal: AbortSignal): Promise<Bars>
  history(query: TapeQuery & { kind: 'prints' }, signal: AbortSignal): Promise<Prints>
  history(query: TapeQuery & { kind: 'quotes' }, signal: AbortSignal): Promise<Quotes>
  history(query: ActionsQuery, signal: AbortSignal): Promise<CorporateAction[]>
  snapshot(symbol: string, asOf: Instant, signal: AbortSignal): Promise<Snapshot>
  /** What the source can list; an empty array when it has no directory (Yahoo, Alpaca without assets). */
  symbols(signal: AbortSignal): Promise<SymbolInfo[]>
  /** Absent where the source has no lists. */
  readonly lists?: SymbolLists
  /**
   * Prints, quotes and bars as they happen. Absent where the source has no stream (Yahoo): then whoever wants one polls, and says so.
   * Resolves once the first subscription is confirmed or the sink was told why not; goes on until closed or the signal fires.
   * @throws OpenbellError config for missing keys
   */
  stream?(options: StreamOptions, sink: StreamSink, signal: AbortSignal): Promise<MarketStream>
  /** Call metrics for `doctor`; null where no calls leave this process. */
  metrics(): SourceMetrics | null
  close(): Promise<void>
}

/** What `doctor` shows of a vendor connection. Milliseconds; ratios in [0, 1]. */
export interface SourceMetrics {
  calls: number
  errors: number
  retries: number
  p50: number | null
  p95: number | null
  p99: number | null
  cache: { entries: number; hits: number; misses: number; evictions: number; hitRatio: number | null }
  breaker: 'closed' | 'open' | 'half-open'
  rateLimit: { limit: number; perMs: number; used: number; waiting: number }
  connections: { open: number; idle: number; waiting: number }
  newestDataAgeMs: number | null
  /** When the old answer was fetched that stood in for the last failed one; null while the vendor answers. */
  staleSince?: Instant | null
  /** This machine's clock minus the vendor's, by the Date header of the last answer (to about a second); null before one. */
  clockSkewMs: number | null
  uptimeMs: number
}
