import type { Instant } from '../core/time.ts'
import type { SessionDay } from '../market/calendar/calendar.ts'
import type { Exchange } from './exchange.ts'
import type { Reach } from './matching/end-of-bar.ts'
import type { Listing } from './models.ts'
import type { ExchangeState } from './state/state.ts'

/** Which day orders end with a session: those of the regular hours at its close, all that is left at the end of after-hours trading. */
export type SessionEnd = 'regular' | 'all'

/** An exchange that may outlive the process: listings come later, and what it is can be kept as JSON. */
export interface LastingExchange extends Exchange {
  /** Lists a symbol and answers its index; a symbol that is listed keeps the one it has. */
  list(listing: Listing): number
  /** Orders that rest for a listing. */
  restingIn(listing: number): number
  /** Prices between which nothing can happen to what rests for a listing; null when some of it waits for no price. */
  reachOf(listing: number): Reach | null
  /** Best price that a resting trailing stop has seen (its high or low water mark); null for any other order. */
  bestOf(orderId: number): number | null
  /** The tape showed this print, matched or not: the listing is valued at it unless it has seen a later one. */
  saw(listing: number, price: number, time: Instant): void
  /** When the listing was seen last; -Infinity before the first time. */
  lastSeen(listing: number): Instant
  /** Ends the orders of a listing that live no longer than the session: those sent before its end. */
  endSession(listing: number, session: SessionDay, which: SessionEnd, at: Instant): void
  /** Dollars of equity that the positions demand at their marks (FINRA rule 4210(c)). */
  maintenance(): number
  /** True while cash is owed or a position is short: only then can equity fall below what must be kept. */
  readonly borrows: boolean
  /**
   * Everything the exchange knows, as plain JSON-safe values, for `restoreExchange`. Of client order ids only those of resting orders are
   * in it, so that it does not grow with every order ever sent.
   */
  snapshot(): ExchangeState
}
