import type { Instant } from '../../core/time.ts'
import type { Bars } from '../../market/bars.ts'
import type { SymbolTape } from '../../market/live/types.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { MarketDataSource } from '../../ports/market-data.ts'
import type { StreamState } from '../../ports/market-stream.ts'

/** How the data of one symbol stands. `polling`: the stream of it failed, prices are asked for, and are older than they could be. */
export type DataState = 'live' | 'waiting' | 'stale' | 'restarting' | 'polling' | 'halted' | 'closed'

export interface DataQuality {
  state: DataState
  /** When the newest print or quote was made; null before any. */
  newest: Instant | null
  /** Milliseconds from stamp to receipt, smoothed; null before any. */
  latencyMs: number | null
  /** Holes in the data (a connection that was down, a symbol that went mute), and those that history has closed. */
  gaps: number
  repaired: number
  duplicates: number
  outOfOrder: number
  restarts: number
}

/** What the managed stream tells of itself. Prints and quotes are heard by `StreamListener`. */
export interface StreamNews {
  at: Instant
  kind: 'stream' | 'quality'
  /** Null for what concerns the whole stream. */
  symbol: string | null
  /** A sentence for a person. */
  message: string
  state: StreamState['state'] | 'polling' | DataState
  /** The vendor's code, where there is one. */
  code: number | null
  /** Something a person should look at. */
  alarming: boolean
}

export interface StreamListener {
  news(news: StreamNews): void
  /**
   * A minute of the symbol has closed; `row` of `tape.closed`. `revised`: it was told before and has changed, or it became known only after `advance` had answered
   * its minute (a hole in the data that history filled). What it says was not known in time: nothing should be decided as if it had been.
   */
  bar(tape: SymbolTape, row: number, revised: boolean): void
  /** On sockets: the last bar that the minute ending here waits for has come, so `advance` may be called at once. At most once a minute. */
  complete?(end: Instant): void
  /** Only where every print and quote is wanted (NDJSON, a recording); index into the rings. */
  print?(tape: SymbolTape, index: number): void
  quote?(tape: SymbolTape, index: number): void
}

export interface ManagedStreamParts {
  source: MarketDataSource
  /** The market's time. */
  now(): Instant
  /** Real time: timeouts of requests. */
  clock: Clock
  log: Log
  symbols: readonly string[]
  /** Rows that each ring holds. */
  capacity: number
  /** Bars that are known before: they begin `tape.closed`. */
  session: 'all' | 'regular'
  /** From where on: the open of the pre-market, or now. */
  from: Instant
  listener: StreamListener
  signal: AbortSignal
}

/** Counts for benches, `doctor` and tests. */
export interface StreamFigures {
  /** Requests waiting or on their way: prices, repairs. */
  pending: number
  /** Minutes of all symbols whose bar is not believed yet. */
  doubts: number
  /** The vendor's bars that were equal to those made of its prints, and that were not (they replace ours). */
  equalBars: number
  differentBars: number
}

/** The one owner of the vendor's stream in a process: rings and bars of each symbol, how good they are, and what is done when they are not. */
export interface ManagedStream {
  readonly tapes: ReadonlyMap<string, SymbolTape>
  readonly state: { state: StreamState['state'] | 'polling'; message: string; since: Instant }
  /** Most symbols the plan allows; null = no limit is known. */
  readonly limit: number | null
  readonly figures: StreamFigures
  quality(symbol: string): DataQuality
  /**
   * Opens of minutes that `advance` has answered although their bar is not whole: data of them was missed, and history has not filled it in yet. What stands in `closed`
   * for them shows what was heard; nothing should be decided on it. Once whole they are told as revised.
   */
  held(symbol: string): ReadonlySet<Instant>
  /**
   * Takes everything up to an instant: tells the tape, closes minutes, looks after quality (every 10 s of the market's time), begins repairs and restarts.
   * @returns instants at which minutes closed and whose bars are as complete as they will be, ascending
   */
  advance(to: Instant): Promise<Instant[]>
  /** @throws OpenbellError rejected: more symbols than the plan allows, with both numbers; not-found */
  subscribe(symbol: string): Promise<void>
  unsubscribe(symbol: string): Promise<void>
  /** Bars of past sessions for a symbol, put before those of the stream: charts and indicators begin with them. */
  seed(symbol: string, bars: Bars): void
  close(): Promise<void>
}
