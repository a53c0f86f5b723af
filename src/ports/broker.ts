import type { DayNumber, Instant } from '../core/time.ts'
import type { OrderState, OrderTerms, ProtectingLegs, Side, TimeInForce, Trail } from '../market/orders.ts'

export type Mode = 'paper' | 'live'

/** An account's money in dollars; unknown numbers are null. */
export interface Account {
  /** The broker's own number of it (`PA3...`), or the name of a simulated one. */
  id: string
  mode: Mode
  cash: number
  equity: number
  buyingPower: number
  /** Equity at the last regular close. */
  lastEquity: number | null
  /** Equity that the positions demand right now (maintenance margin). */
  maintenance: number | null
  state: 'active' | 'restricted' | 'blocked'
}

/** What the broker says is held. */
export interface BrokerPosition {
  symbol: string
  /** Signed, never 0. */
  shares: number
  averagePrice: number
  /** The broker's own last price. */
  price: number | null
}

/** How orders stand together: an entry with both legs, with one, or two exits of which one cancels the other. */
export type OrderClass = 'simple' | 'bracket' | 'oto' | 'oco'

/** What is asked of a broker. Exactly one of `shares` and `notional` is set. */
export interface BrokerOrderRequest extends OrderTerms {
  /** Unique for the account's whole history; stored before it is sent. */
  clientOrderId: string
  orderClass: OrderClass
  /** Legs of a bracket or OTO; of an OCO its stop stands here, its target is the order itself. */
  legs: ProtectingLegs | null
  /** It can only lower a position. */
  reduces: boolean
}

/** An order as the broker tells it. Legs that the broker made stand inside their parent. */
export interface BrokerOrder extends OrderTerms {
  /** The broker's own id. */
  id: string
  clientOrderId: string
  orderClass: OrderClass
  /** Never `intended`, `denied`, `submitted` or `unknown`: those are ours. A replaced order is `canceled` and names its successor. */
  state: OrderState
  /** The broker's own word for the state (`held`, `pending_cancel`, ...). */
  status: string
  filled: number
  averagePrice: number | null
  submittedAt: Instant
  updatedAt: Instant | null
  /** Broker id of the entry whose leg this is, where the broker says it. */
  parent: string | null
  leg: 'stop' | 'target' | null
  legs: BrokerOrder[]
  /** Broker ids. */
  replaces: string | null
  replacedBy: string | null
  /** Why it was rejected, canceled or expired, where the broker says it. */
  reason: string | null
}

/** One execution. It may be told twice, late and out of order: `executionId`, or order and `cumulative`, say which one it is. */
export interface BrokerFill {
  /** Null where the broker gives none. */
  executionId: string | null
  /** Broker id of the order. */
  orderId: string
  clientOrderId: string | null
  symbol: string
  side: Side
  shares: number
  price: number
  /** Shares of the order filled up to and with this execution; null where the broker does not say. */
  cumulative: number | null
  /** Dollars, 0 where fees come as activities of their own. */
  fee: number
  at: Instant
}

/** What changed an account. `id` tells one from another for ever. */
export type BrokerActivity =
  | { kind: 'fill'; id: string; at: Instant; fill: BrokerFill }
  /** Money in (positive) or out. */
  | {
      kind: 'cash'
      id: string
      at: Instant
      what: 'dividend' | 'fee' | 'interest' | 'borrow' | 'transfer' | 'other'
      symbol: string | null
      amount: number
    }
  /** Shares that came or went without a fill: signed, with the money paid for a fraction. */
  | { kind: 'shares'; id: string; at: Instant; what: 'split' | 'other'; symbol: string; shares: number; amount: number }

/** What came of sending an order. Only a refusal that the broker itself spoke counts as rejected. */
export type SubmitOutcome =
  | { kind: 'accepted'; order: BrokerOrder }
  | { kind: 'rejected'; reason: string; code: string | null }
  /** The id was used before: the order exists, ask for it. */
  | { kind: 'duplicate' }
  /** Timeout, cut reply, 429, 5xx, unreadable reply: nobody knows whether it arrived. Never send again before asking. */
  | { kind: 'unknown'; reason: string }

/** `requested`: it will be told when it is canceled (or filled before). `gone`: it has ended already, or is not known. */
export type CancelOutcome = { kind: 'requested' } | { kind: 'gone'; reason: string } | { kind: 'unknown'; reason: string }

/** What an order becomes by `replace`; a missing field stays. */
export interface BrokerOrderChanges {
  /** Whole size, what has filled included. */
  shares?: number
  limit?: number
  stop?: number
  trail?: Trail
  tif?: TimeInForce
}

/** What the broker tells by itself. There is no replay: after every `connected` the listener asks for what it may have missed. */
export type BrokerEvent =
  | { type: 'connected'; at: Instant }
  /** Nothing is heard until the next `connected`; the adapter keeps trying by itself. */
  | { type: 'disconnected'; at: Instant; reason: string }
  /** `word` is the broker's own name of the event (`new`, `canceled`, `order_cancel_rejected`, ...). */
  | { type: 'order'; at: Instant; word: string; order: BrokerOrder }
  | { type: 'fill'; at: Instant; order: BrokerOrder; fill: BrokerFill }

/** What this broker takes. */
export interface BrokerAbilities {
  /** Brackets, OTO and OCO live at the broker. */
  legs: boolean
  trailingStops: boolean
  fractional: boolean
  notional: boolean
  shorting: boolean
  extendedHours: boolean
}

export interface OrdersQuery {
  status: 'open' | 'all'
  /** Submitted after this instant. */
  after?: Instant
}

/**
 * A broker's account. Reading calls reject with an OpenbellError: `config` for keys, `unavailable` when the broker failed after retries. What
 * sends never throws for what the broker said or failed to say: the outcome tells; it throws `config`, `usage` or `canceled` only when
 * nothing was sent. Nothing that sends is ever repeated inside.
 */
export interface Broker {
  readonly name: 'simulated' | 'alpaca'
  readonly mode: Mode
  /** Host and port of a local exchange that stands in for the broker; null = the broker itself. */
  readonly host: string | null
  readonly abilities: BrokerAbilities
  /** The broker's own clock. */
  now(): Instant
  account(signal: AbortSignal): Promise<Account>
  positions(signal: AbortSignal): Promise<BrokerPosition[]>
  /** Newest first, legs inside their parents. All of them, however many pages that takes. */
  orders(query: OrdersQuery, signal: AbortSignal): Promise<BrokerOrder[]>
  /** Null = the broker says there is none: a proven absence. */
  order(by: { clientOrderId: string } | { id: string }, signal: AbortSignal): Promise<BrokerOrder | null>
  submit(request: BrokerOrderRequest, signal: AbortSignal): Promise<SubmitOutcome>
  /** The replacement is an order of its own with the new id; the old one says `replacedBy` once it is replaced. */
  replace(id: string, changes: BrokerOrderChanges, clientOrderId: string, signal: AbortSignal): Promise<SubmitOutcome>
  cancel(id: string, signal: AbortSignal): Promise<CancelOutcome>
  /** Everything that changed the account at or after an instant, ascending. */
  activities(after: Instant, signal: AbortSignal): Promise<BrokerActivity[]>
  /** Ends when the signal fires. */
  events(signal: AbortSignal): AsyncIterable<BrokerEvent>
  /** The broker's own regular hours of an exchange date; null = closed on it. Absent where the broker keeps our calendar. */
  session?(day: DayNumber, signal: AbortSignal): Promise<{ open: Instant; close: Instant } | null>
  close(): Promise<void>
}
