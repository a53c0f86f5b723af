import type { Instant } from '../../core/time.ts'
import type { OrderType, ProtectingLegs, Side, TimeInForce, Trail } from '../../market/orders.ts'
import type { Account, BrokerAbilities, Mode } from '../../ports/broker.ts'

/**
 * Limits of the risk gate. Every one may be null = not in force. Shares of equity are fractions; a limit given as share and in dollars:
 * the tighter holds. Times of day are New York wall clock.
 */
export interface RiskLimits {
  /** Symbols that may be traded; null = all. */
  allow: string[] | null
  deny: string[]
  /** False: a market intent is sent as a marketable limit at the collar, a stop entry as a stop-limit one. */
  marketOrders: boolean
  /** Prints a minute that a symbol must have (unknown = denied). */
  minimumPrintsPerMinute: number | null
  /**
   * How much worse than the last known price a limit may be, as a fraction (above it for a buy, below it for a sale; a limit on the other
   * side only waits); also where a market intent's limit is put.
   */
  collar: number | null
  /** Oldest last price or quote an entry may rest on, in milliseconds of market time. */
  maximumQuoteAgeMs: number | null
  orderNotional: number | null
  orderShare: number | null
  positionNotional: number | null
  positionShare: number | null
  /** Gross exposure over equity. */
  grossExposure: number | null
  ordersPerMinute: number | null
  ordersPerDay: number | null
  /** Value of the entries of one exchange day, by our own prices; resting and canceled ones count too. */
  dayNotional: number | null
  /** Loss of one exchange day, as a share of the equity it began with, and in dollars. */
  dayLossShare: number | null
  dayLossNotional: number | null
  /** Fall from the highest equity of the last `drawdownDays` sessions. */
  drawdown: number | null
  drawdownDays: number
  /** Losing round trips in a row, after which entries wait `cooldownMinutes` of market time. */
  losingStreak: number | null
  cooldownMinutes: number
  /** No entries inside, e.g. '08:00-08:15' (its end is no longer in it); only on days with a US session. */
  quietWindows: string[]
  /** Positions are closed this many minutes before the regular close; null = held. */
  flattenMinutesBeforeClose: number | null
}

export type TradingState = 'active' | 'reducing' | 'halted'

/** What the gate is told of an order; the gate takes prices from its own view of the market, never from the caller. */
export interface OrderIntent {
  symbol: string
  side: Side
  shares: number
  type: OrderType
  limit: number | null
  stop: number | null
  /** True when it can only lower the position. */
  reduces: boolean
  /** Legs that go with it; absent = none. Of an exit: the stop beside a target (`limit`). */
  legs?: ProtectingLegs | null
  /** Of a trailing stop; absent = none. */
  trail?: Trail | null
  /** Absent = of the day. */
  tif?: TimeInForce
  /** May fill outside the regular session; absent = no. */
  extended?: boolean
}

/** An open order of ours on the other side of the same symbol. */
export interface OpposingOrder {
  clientOrderId: string
  type: OrderType
  limit: number | null
}

/** What an account at a broker adds to the view. Everything unknown is NaN, null or missing, and denies entries. */
export interface BrokerView {
  mode: Mode
  /** True when this session was given everything that live takes; only `live` asks for it. */
  confirmed: boolean
  /** What the broker lets the account do. */
  account: Account['state']
  /** The broker's stream of order updates; `not-needed` where this process asks for every answer by itself. */
  updates: 'up' | 'down' | 'not-needed'
  /** The newest unresolved difference between our books and the broker; null when they agree. */
  diverged: string | null
  abilities: BrokerAbilities
  /** Dollars that entries may still cost, what may have been sent without an answer taken off. */
  buyingPower: number
  /** Equity that positions demand, resting entries counted as filled. */
  maintenance: number
  /** Shares of the position that open exits hold; two exits of which one cancels the other hold them once. */
  pendingExits: number
  opposing: readonly OpposingOrder[]
}

/** The world as the gate sees it at the moment of judging. NaN or null = unknown, and the unknown is denied (where null says more, the field says so). */
export interface RiskView {
  now: Instant
  state: TradingState
  /** Last known price of the intent's symbol and when it was made. */
  price: number
  priceTime: Instant
  printsPerMinute: number | null
  cash: number
  equity: number
  /** Equity at the start of the exchange day, and highest of the last `drawdownDays` sessions. */
  equityAtDayStart: number
  equityPeak: number
  /** Signed market value of the symbol's position and of all, gross. */
  positionValue: number
  /** Signed shares held. */
  positionShares: number
  grossValue: number
  /** Resting entry orders count as if filled: their notional in this symbol and in all, never negative. */
  pendingValue: number
  pendingGross: number
  ordersLastMinute: number
  ordersToday: number
  /** Dollars that the entries of the exchange day were worth by our prices when they were judged. */
  notionalToday: number
  losingStreak: number
  /** When the last round trip of the streak ended. */
  lastLossAt: Instant | null
  /** Minutes until the regular close; null outside a session. */
  minutesToClose: number | null
  /** `none`: a run against our own exchange, which settles money when an order fills and takes every kind of order. */
  broker: BrokerView | 'none'
}

export interface RuleVerdict {
  rule: string
  outcome: 'allow' | 'shrink' | 'deny'
  value: number | null
  limit: number | null
  message: string
}

export interface Verdict {
  outcome: 'allow' | 'shrink' | 'deny'
  /** Shares that may be sent; 0 when denied. */
  shares: number
  /**
   * The limit price that an intent without one is sent with: a `market` intent becomes a limit order, a `stop` entry becomes a stop-limit
   * one. Null = it is sent as it is.
   */
  marketableLimit: number | null
  rules: RuleVerdict[]
}

export interface RiskGate {
  readonly limits: RiskLimits
  judge(intent: OrderIntent, view: RiskView): Verdict
}
