import type { Instant } from '../core/time.ts'
import type { BarRow } from '../market/bars.ts'

/** A one-minute bar as a vendor tells it. `time` is its open; unknown numbers are NaN. */
export type StreamedBar = BarRow

/** How a stream stands. Told once at each change. */
export interface StreamState {
  /**
   * `up`: subscribed and heard. `down`: it will be tried again. `refused`: the vendor wants to be left alone for a while (another connection holds the
   * stream, too many connections). `fatal`: trying again is no use. `over`: the tape has no more.
   */
  state: 'up' | 'down' | 'refused' | 'fatal' | 'over'
  /** Why, in a sentence for a person. */
  message: string
  /** The vendor's own code (405, 406, ...); null where there is none. */
  code: number | null
}

/**
 * What hears a stream, call by call. Calls are synchronous, cheap and must not throw: this is the hot path. Prices in the symbol's currency, sizes in units, times in
 * epoch milliseconds with a fraction below. Within one symbol the stream keeps the vendor's order, which need not be that of time.
 */
export interface StreamSink {
  /** `conditions`: the vendor's codes joined by commas, `id`: the vendor's id, both '' where there is none. */
  print(symbol: string, time: Instant, price: number, size: number, exchange: string, conditions: string, id: string): void
  /** A price of 0 means that side is empty. */
  quote(symbol: string, time: Instant, bid: number, bidSize: number, ask: number, askSize: number): void
  /** A minute that has closed; `updated`: late prints have changed one that was told before. */
  bar(symbol: string, bar: StreamedBar, updated: boolean): void
  /** The vendor corrects a print (the new price and size) or takes it back (both null). */
  correction(symbol: string, time: Instant, id: string, price: number | null, size: number | null): void
  /** Trading stops or goes on, with the vendor's code and words. */
  status(symbol: string, time: Instant, halted: boolean, code: string, reason: string): void
  state(state: StreamState): void
}

export interface StreamOptions {
  symbols: readonly string[]
  /** From where on a tape is told; a vendor's socket tells from now on. */
  from: Instant
  /** Prints, and with them corrections, always; quotes and minute bars when asked for. */
  quotes: boolean
  bars: boolean
}

/**
 * A running stream. A vendor's socket pushes by itself, reconnects for ever, and closes no gap: whoever hears it repairs from `history()`. A tape (simulated market, store,
 * recording) has no clock of its own: it tells what happened when `catchUp` says how far time has come.
 */
export interface MarketStream {
  /** What is subscribed, as the vendor last confirmed it. */
  readonly symbols: ReadonlySet<string>
  /** True for a tape (no clock of its own, told by `catchUp`); false for a vendor's socket, which pushes and can fall silent. */
  readonly isTape: boolean
  /** Most symbols that the plan allows; null = no limit is known. */
  readonly limit: number | null
  /**
   * Resolves once confirmed. Known symbols change nothing.
   * @throws OpenbellError `rejected` when the vendor takes no more (those before stay), `not-found` for a symbol without any tape
   */
  subscribe(symbols: readonly string[], signal: AbortSignal): Promise<void>
  /** Data that was on its way may still come. */
  unsubscribe(symbols: readonly string[], signal: AbortSignal): Promise<void>
  /** Subscribes these anew, on a new connection where the vendor's is shared: for symbols that went mute. Not waited for; `state` and data tell. */
  restart(symbols: readonly string[], reason: string): void
  /** Everything up to and with this instant has been told when it resolves; a socket resolves at once. */
  catchUp(to: Instant, signal: AbortSignal): Promise<void>
  close(): Promise<void>
}
