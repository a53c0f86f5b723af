/** The words of orders, said once for exchange, strategies and engine. */

export type Side = 'buy' | 'sell'
export type OrderType = 'market' | 'limit' | 'stop' | 'stop-limit' | 'trailing-stop'
/** `opg` fills in the opening auction only, `cls` in the closing one; `ioc` takes what is there, `fok` all or nothing. */
export type TimeInForce = 'day' | 'gtc' | 'ioc' | 'fok' | 'opg' | 'cls'
export type OrderState =
  | 'intended'
  | 'denied'
  | 'submitted'
  | 'unknown'
  | 'accepted'
  | 'partially-filled'
  | 'filled'
  | 'canceled'
  | 'rejected'
  | 'expired'

const ENDED: ReadonlySet<string> = new Set(['denied', 'filled', 'canceled', 'rejected', 'expired'] satisfies OrderState[])

/** True of an order that can fill no more. */
export function hasEnded({ state }: { state: OrderState }): boolean {
  return ENDED.has(state)
}

/** How far a trailing stop stays behind the best price since it was live. */
export type Trail = { fraction: number } | { price: number }

/** Legs that protect an entry: they go live for what has filled and cancel each other (a bracket; one leg alone is an OTO). */
export interface ProtectingLegs {
  /** Stop price of the protecting stop. */
  stop: number | null
  /** Limit price of the profit target. */
  target: number | null
  trail: Trail | null
}

/** What an order says, whoever tells of it: we who ask, the broker, our books. Prices in dollars a share. */
export interface OrderTerms {
  symbol: string
  side: Side
  /** Null for an order of dollars, until its fills say how many. */
  shares: number | null
  /** Dollars, of market orders of the day only. */
  notional: number | null
  type: OrderType
  /** Of limit and stop-limit orders, else null; of an OCO the target. */
  limit: number | null
  /** Trigger of stop and stop-limit orders, else null. */
  stop: number | null
  trail: Trail | null
  tif: TimeInForce
  /** May fill before and after the regular session too. */
  extended: boolean
}
