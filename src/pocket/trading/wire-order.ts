/** The vendor's order object, all fields always present. Numbers are decimal strings, instants RFC 3339. */
export interface WireOrder {
  id: string
  client_order_id: string
  created_at: string
  updated_at: string
  submitted_at: string
  filled_at: string | null
  expired_at: string | null
  canceled_at: string | null
  failed_at: string | null
  replaced_at: string | null
  expires_at: string | null
  replaced_by: string | null
  replaces: string | null
  asset_id: string
  symbol: string
  asset_class: 'us_equity'
  notional: string | null
  qty: string | null
  filled_qty: string
  filled_avg_price: string | null
  order_class: WireClass
  order_type: WireType
  type: WireType
  side: 'buy' | 'sell'
  position_intent: WireIntent
  time_in_force: WireTif
  limit_price: string | null
  stop_price: string | null
  status: WireStatus
  extended_hours: boolean
  /** Children, where the question was nested; else null. */
  legs: WireOrder[] | null
  trail_percent: string | null
  trail_price: string | null
  hwm: string | null
  subtag: string | null
  source: string | null
}

export type WireClass = '' | 'simple' | 'bracket' | 'oco' | 'oto'
export type WireType = 'market' | 'limit' | 'stop' | 'stop_limit' | 'trailing_stop'
export type WireTif = 'day' | 'gtc' | 'ioc' | 'fok' | 'opg' | 'cls'
export type WireIntent = 'buy_to_open' | 'buy_to_close' | 'sell_to_open' | 'sell_to_close'

/** The vendor's own words for the state of an order. */
export type WireStatus =
  | 'pending_new'
  | 'accepted'
  | 'new'
  | 'held'
  | 'partially_filled'
  | 'pending_cancel'
  | 'pending_replace'
  | 'filled'
  | 'canceled'
  | 'expired'
  | 'rejected'
  | 'replaced'

/** States after which nothing changes any more. */
export const ENDED: ReadonlySet<WireStatus> = new Set(['filled', 'canceled', 'expired', 'rejected', 'replaced'])
