import type { Instant } from '../../core/time.ts'
import type { BarRow, Bars, Column } from '../bars.ts'

/**
 * The newest rows of something that never ends, in columns: row `(first + i) % capacity` is the i-th oldest. Columns double until they hold as many rows as are
 * wanted (then they are new arrays: read them anew each time); after that nothing is allocated.
 */
export interface Ring {
  readonly capacity: number
  /** Rows held now. */
  readonly length: number
  /** Index of the oldest row in the columns. */
  readonly first: number
  /** Rows ever taken. */
  readonly total: number
  /** Who hears of each row before it is overwritten; absent where nobody can. */
  readonly watchers?: RingWatcher[]
}

/** Keeps sums over a ring: what was added must be taken away before it is gone. */
export interface RingWatcher {
  /** The oldest row, in the columns, is about to be overwritten. */
  leave(row: number): void
}

/** Prints of one symbol in the order they came. `received`: when we had it; `eligible`: 1 where the print may move a price (see print rules). */
export interface PrintRing extends Ring {
  readonly time: Column
  readonly price: Column
  readonly size: Column
  readonly received: Column
  readonly eligible: Uint8Array
}

export interface QuoteRing extends Ring {
  readonly time: Column
  readonly bid: Column
  readonly bidSize: Column
  readonly ask: Column
  readonly askSize: Column
  readonly received: Column
}

/** What has come of one symbol, and what was wrong with it. */
export interface TapeCounts {
  prints: number
  quotes: number
  /** Prints that were told before (by id, or equal in all). */
  duplicates: number
  /** Prints whose time lay before that of the newest. */
  outOfOrder: number
  /** Prints that were corrected or taken back. */
  corrections: number
}

/** One symbol as it happens: rings, the minute that forms, and the minutes that have closed. */
export interface SymbolTape {
  readonly symbol: string
  /** From where on prints were told. */
  readonly from: Instant
  readonly prints: PrintRing
  readonly quotes: QuoteRing
  readonly counts: Readonly<TapeCounts>
  /** One-minute bars that have closed, oldest first, with spare room; at most those of the last sessions that were loaded and of this one. */
  readonly closed: Bars
  /** The minute in progress; null before its first print. */
  readonly forming: Readonly<FormingBar> | null
  /** Last eligible price and when it was made; NaN before any. */
  readonly price: number
  readonly priceTime: Instant
  /** Newest quote; NaN before any. */
  readonly bid: number
  readonly ask: number
  readonly quoteTime: Instant
  /** When anything of the symbol was last received, on our clock; negative infinity before. */
  readonly heardAt: Instant
  /** Smoothed time from the vendor's stamp to its receipt, in milliseconds; NaN before any. */
  readonly latency: number
  readonly halted: boolean
}

/** The minute in progress, so far. */
export type FormingBar = BarRow

/** What a live tape begins with. */
export interface LiveTapeOptions {
  symbol: string
  source: string
  feed: string
  /** Rows that each ring holds. */
  capacity?: number
  /** From where on prints are told: window figures reach back no further. */
  from: Instant
  /** Which minutes get a bar; the prints of others move the price and nothing else. All where absent. */
  makesBar?(minute: Instant): boolean
}
