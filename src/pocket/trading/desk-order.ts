import type { Instant } from '../../core/time.ts'
import type { Order } from '../../exchange/order.ts'
import { stamp } from '../wire.ts'
import { decimal, decimalOrNull } from './decimal.ts'
import type { WireClass, WireIntent, WireOrder, WireStatus, WireTif, WireType } from './wire-order.ts'

/** An order as the account keeps it: the vendor's fields as numbers and instants, and the order of the matching core that works for it. */
export interface DeskOrder {
  /** Place in the account's history, 1, 2, 3 ... */
  readonly number: number
  readonly id: string
  readonly clientOrderId: string
  readonly assetId: string
  readonly symbol: string
  readonly side: 'buy' | 'sell'
  readonly type: WireType
  readonly tif: WireTif
  readonly orderClass: WireClass
  readonly extended: boolean
  readonly intent: WireIntent
  /** Dollars, of an order that was asked for in dollars. */
  readonly notional: number | null
  readonly subtag: string | null
  /** Shares; of an order in dollars those that its dollars come to. */
  qty: number
  limit: number | null
  stop: number | null
  trailPrice: number | null
  /** In percent, as it was sent: 1.5 is 1.5 %. */
  trailPercent: number | null
  status: WireStatus
  filled: number
  /** Shares that the orders filled which this one replaced. */
  carried: number
  average: number | null
  readonly createdAt: Instant
  readonly submittedAt: Instant
  updatedAt: Instant
  filledAt: Instant | null
  expiredAt: Instant | null
  canceledAt: Instant | null
  failedAt: Instant | null
  replacedAt: Instant | null
  readonly expiresAt: Instant | null
  replacedBy: string | null
  replaces: string | null
  /** The order whose leg this is. */
  parent: DeskOrder | null
  legs: DeskOrder[]
  /** The order that is matched; null while a leg is held and for what never reached matching. */
  core: Order | null
  /** Buying power taken for each share that has not filled, in dollars. */
  reservePrice: number
  /** The same for the whole order right now, in millionths of a dollar. */
  reserved: number
  /** Why it ended, where somebody said it. */
  reason: string | null
}

/** Shares that may still fill. */
export function remainingOf(order: DeskOrder): number {
  return Math.max(0, order.qty - order.filled)
}

export function isClosing({ intent }: DeskOrder): boolean {
  return intent === 'buy_to_close' || intent === 'sell_to_close'
}

/** The order on the wire; with its legs inside when the question was nested. */
export function wireOf(order: DeskOrder, nested: boolean): WireOrder {
  return {
    id: order.id,
    client_order_id: order.clientOrderId,
    created_at: stamp(order.createdAt),
    updated_at: stamp(order.updatedAt),
    submitted_at: stamp(order.submittedAt),
    filled_at: when(order.filledAt),
    expired_at: when(order.expiredAt),
    canceled_at: when(order.canceledAt),
    failed_at: when(order.failedAt),
    replaced_at: when(order.replacedAt),
    expires_at: when(order.expiresAt),
    replaced_by: order.replacedBy,
    replaces: order.replaces,
    asset_id: order.assetId,
    symbol: order.symbol,
    asset_class: 'us_equity',
    notional: decimalOrNull(order.notional),
    qty: order.notional !== null && order.status !== 'filled' ? null : decimal(order.qty),
    filled_qty: decimal(order.filled),
    filled_avg_price: decimalOrNull(order.average),
    order_class: order.orderClass,
    order_type: order.type,
    type: order.type,
    side: order.side,
    position_intent: order.intent,
    time_in_force: order.tif,
    limit_price: decimalOrNull(order.limit),
    stop_price: decimalOrNull(stopOf(order)),
    status: order.status,
    extended_hours: order.extended,
    legs: nested && order.legs.length > 0 ? order.legs.map((leg) => wireOf(leg, false)) : null,
    trail_percent: decimalOrNull(order.trailPercent),
    trail_price: decimalOrNull(order.trailPrice),
    hwm: decimalOrNull(highWaterMark(order)),
    subtag: order.subtag,
    source: null,
  }
}

function when(at: Instant | null): string | null {
  return at === null ? null : stamp(at)
}

/** Digits of a stop that moves by itself; what triggers it is the exact number. */
const MOVING_DIGITS = 4

function stopOf(order: DeskOrder): number | null {
  if (order.type !== 'trailing_stop') return order.stop
  const stop = order.core?.stop ?? order.stop
  return stop === null ? null : Number(stop.toFixed(MOVING_DIGITS))
}

/** The best price a trailing stop has seen (highest for a sale, lowest for a purchase), from where it stands now. */
function highWaterMark(order: DeskOrder): number | null {
  const stop = order.type === 'trailing_stop' ? (order.core?.stop ?? null) : null
  if (stop === null) return null
  const sign = order.side === 'sell' ? 1 : -1
  const best = order.trailPrice === null ? stop / (1 - (sign * (order.trailPercent ?? 0)) / 100) : stop + sign * order.trailPrice
  return Number(best.toFixed(MOVING_DIGITS))
}
