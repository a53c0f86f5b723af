import type { Instant } from '../../core/time.ts'
import type { TradingState } from '../risk/types.ts'
import type { JournalEvent } from './journal.ts'
import type { OwnOrder } from './types.ts'

/** One position as the journal folds to it. */
export interface BookPosition {
  symbol: string
  /** Signed, never 0. */
  shares: number
  averagePrice: number
  /** Dollars won or lost by closing parts since it was opened, fees included. */
  realised: number
  openedAt: Instant
}

/** What an account's journal folds to. Money is kept in whole millionths of a dollar. */
export interface Books {
  /** False until the first `opened`. */
  readonly isOpen: boolean
  /** Sequence number of the last entry taken. */
  readonly seq: number
  readonly cash: number
  readonly cashMicros: number
  /** Fills counted since the books were opened: each may differ from the broker's by its rounding. */
  readonly fills: number
  readonly positions: ReadonlyMap<string, BookPosition>
  /** All that may still fill, and the 5,000 that ended last; the journal has the others. */
  readonly orders: ReadonlyMap<string, OwnOrder>
  /** Client order id by broker id, those that ended long ago included. */
  readonly byBrokerId: ReadonlyMap<string, string>
  /** Orders that may still fill, `unknown` and `submitted` ones included. */
  openOrders(): OwnOrder[]
  readonly state: TradingState
  /** Who set it, when and why; null while nobody has. */
  readonly stateSetBy: { by: string; reason: string; at: Instant } | null
  /** The newest unresolved divergence; null when books and broker agree. */
  readonly diverged: string | null
  /** Shares that a position must have by our books; 0 when none. */
  shares(symbol: string): number
  /** Signed shares by symbol (and their price) that the broker says orders have filled and whose fills are not told yet; positions lack them. */
  unbooked(): ReadonlyMap<string, { shares: number; price: number | null }>
  /** Facts that the risk gate needs and that survive midnight and restarts. */
  readonly history: BooksHistory
  take(event: JournalEvent): void
}

export interface BooksHistory {
  /**
   * Dollars that the exchange day began with: the broker's last close or the day's first mark, whichever is higher. Where the broker does not
   * say (null) the last mark of a day before, else the first of this one; NaN when nothing is known.
   */
  equityAtDayStart(day: number, lastClose: number | null): number
  /** Highest marked equity of the last so many exchange days with marks, this one included; NaN when nothing was marked. */
  equityPeak(day: number, days: number): number
  /** Entries sent inside `(from, to]`. */
  entriesBetween(from: Instant, to: Instant): number
  /** Dollars that entries intended since then were worth when they were judged, those of `except` not counted; NaN when one is not known. */
  notionalSince(from: Instant, except: ReadonlySet<string>): number
  /** Losing round trips in a row up to now, and when the last one ended. */
  readonly losingStreak: number
  readonly lastLossAt: Instant | null
  /** Round trips, in the order in which they ended; a fill that is told late may change the newest ones. */
  readonly roundTrips: readonly LiveRoundTrip[]
  /** Dollars realised on an exchange date, fees included. */
  realisedOn(day: number): number
}

/** One position from flat to flat, after fees. */
export interface LiveRoundTrip {
  symbol: string
  side: 'long' | 'short'
  shares: number
  entryTime: Instant
  entryPrice: number
  exitTime: Instant
  exitPrice: number
  profit: number
  fees: number
}
