import type { Instant } from '../core/time.ts'
import type { OrderState, OrderType, ProtectingLegs, Side, TimeInForce, Trail } from '../market/orders.ts'

/** What is asked of an exchange. `shares` is positive; the side says which way. */
export interface OrderRequest {
  clientOrderId: string
  symbol: string
  side: Side
  shares: number
  type: OrderType
  /** Limit price of limit and stop-limit orders, else null. */
  limit: number | null
  /** Trigger of stop and stop-limit orders, else null. */
  stop: number | null
  /** Of trailing-stop orders, else null. */
  trail: Trail | null
  tif: TimeInForce
  /** May fill in pre-market and after-hours bars too (limit orders only, as brokers have it). */
  extended: boolean
  legs: ProtectingLegs | null
  /** Orders of one group cancel each other when one fills (OCO); null = alone. */
  group: string | null
  /** May only lower the position; what would turn it is cut off. */
  reduceOnly: boolean
}

/** An order at the exchange. */
export interface Order extends OrderRequest {
  id: number
  /** Index of the symbol among the exchange's listings. */
  listing: number
  state: OrderState
  /** Shares filled so far, and their mean price (dollars; null before the first fill). */
  filled: number
  averagePrice: number | null
  submittedAt: Instant
  /** The entry whose leg this is, by order id; null for an order of its own. */
  parent: number | null
  /** Which leg it is. */
  leg: 'stop' | 'target' | null
  /** Why it was rejected, canceled or expired; null while it lives and when it filled. */
  reason: string | null
}

/** One execution. */
export interface Fill {
  executionId: number
  order: Order
  shares: number
  price: number
  /** Fee in dollars, never negative. */
  fee: number
  /** Dollars paid to slippage: shares * distance from the price without it. */
  slippageCost: number
  /** Open of the bar (of the finer bar, where one was looked into) or time of the print in which it happened. */
  time: Instant
  /** The bar alone could not say what came first (stop or target, entry or stop, orders on both sides of its open); the worse was taken. */
  ambiguous: boolean
  /** Cash or buying power covered less than was asked; the rest was canceled. */
  shrunk: boolean
}

/** What an order becomes by `replace`; a missing field stays as it is. */
export interface OrderChanges {
  /** Whole size, what has filled included. */
  shares?: number
  limit?: number
  stop?: number
  trail?: Trail
  tif?: TimeInForce
}

/** What happened at the exchange, told as it happens. Fills and splits are the only things that change a position. */
export type ExchangeEvent =
  | {
      type: 'accepted' | 'rejected' | 'canceled' | 'expired' | 'triggered' | 'replaced'
      order: Order
      at: Instant
      reason: string | null
    }
  | { type: 'filled'; order: Order; fill: Fill; at: Instant }
  /** `ratio`: new shares per old one; `shares`: what is held after it; `cash`: dollars for the fraction that was paid out. */
  | { type: 'split'; listing: number; ratio: number; shares: number; cash: number; at: Instant }
  /** `cash` in dollars: positive to a long position, negative from a short one. */
  | { type: 'dividend'; listing: number; perShare: number; cash: number; at: Instant }
  /** Dollars charged, positive; `listing` is null for the interest of debit cash. */
  | { type: 'charge'; kind: 'borrow' | 'interest'; listing: number | null; cash: number; at: Instant }
  /** Equity fell below what must be kept: `listings` are closed by force at their next open. */
  | { type: 'margin-call'; listings: number[]; equity: number; required: number; at: Instant }
