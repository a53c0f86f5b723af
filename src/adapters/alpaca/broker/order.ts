import { z } from 'zod'
import type { Instant } from '../../../core/time.ts'
import type { OrderState, OrderType, TimeInForce, Trail } from '../../../market/orders.ts'
import type { BrokerOrder, OrderClass } from '../../../ports/broker.ts'
import { amount, flag, perhaps, perhapsText, stamp, text } from './wire.ts'

/** Only what an order cannot be without must be there: its id, its symbol, its side. */
const orderSchema = z.object({
  id: text,
  symbol: text,
  side: z.string(),
  client_order_id: perhapsText,
  status: perhapsText,
  type: perhapsText,
  order_type: perhapsText,
  time_in_force: perhapsText,
  order_class: perhapsText,
  qty: perhaps,
  notional: perhaps,
  filled_qty: amount.nullish().catch(null),
  filled_avg_price: perhaps,
  limit_price: perhaps,
  stop_price: perhaps,
  trail_percent: perhaps,
  trail_price: perhaps,
  extended_hours: flag,
  created_at: stamp,
  submitted_at: stamp,
  updated_at: stamp,
  filled_at: stamp,
  canceled_at: stamp,
  expired_at: stamp,
  failed_at: stamp,
  replaced_by: perhapsText,
  replaces: perhapsText,
  reject_reason: perhapsText,
  reason: perhapsText,
  legs: z.array(z.unknown()).nullish().catch(null),
})

type Wire = z.output<typeof orderSchema>

export interface OrderReading {
  /** When it was heard of, for an order that says no time of its own. */
  heardAt: Instant
  /** Broker id of the order inside whose `legs` it stood. */
  parent?: string
}

/** The order that a record tells of; null when it tells of none that we could name. Unknown words never stop it. */
export function decodeOrder(raw: unknown, { heardAt, parent }: OrderReading): BrokerOrder | null {
  const wire = orderSchema.safeParse(raw).data
  const side = wire && sideOf(wire.side)
  if (!wire || !side) return null
  const filled = wire.filled_qty ?? 0
  const tif = tifOf(wire.time_in_force)
  const state = stateOf(wire, filled, tif)
  const type = typeOf(wire)
  return {
    id: wire.id,
    clientOrderId: wire.client_order_id ?? wire.id,
    symbol: wire.symbol,
    side,
    shares: wire.qty ?? (state === 'filled' ? filled : null),
    notional: wire.notional,
    type,
    limit: wire.limit_price,
    stop: wire.stop_price,
    trail: trailOf(wire),
    tif,
    extended: wire.extended_hours ?? false,
    orderClass: classOf(wire.order_class),
    state,
    status: wire.status ?? state,
    filled,
    averagePrice: wire.filled_avg_price,
    submittedAt: wire.submitted_at ?? wire.created_at ?? wire.updated_at ?? heardAt,
    updatedAt: wire.updated_at,
    parent: parent ?? null,
    leg: parent === undefined ? null : legOf(type),
    legs: (wire.legs ?? []).flatMap((one) => decodeOrder(one, { heardAt, parent: wire.id }) ?? []),
    replaces: wire.replaces,
    replacedBy: wire.replaced_by,
    reason: wire.reject_reason ?? wire.reason,
  }
}

/** `sell_short` is seen in activities. */
export function sideOf(word: string | null): 'buy' | 'sell' | null {
  if (word?.startsWith('buy')) return 'buy'
  return word?.startsWith('sell') ? 'sell' : null
}

const ENDED: Record<string, OrderState> = {
  filled: 'filled',
  canceled: 'canceled',
  replaced: 'canceled',
  expired: 'expired',
  rejected: 'rejected',
}

/** Words that this was not written for count as open, unless a stamp says that it has ended: an order taken for dead is worse than one asked twice. */
const OPEN = /^(pending_|accepted|new$|held$|stopped$|suspended$|calculated$|partially_filled$)/

function stateOf(wire: Wire, filled: number, tif: TimeInForce): OrderState {
  const ended = ENDED[wire.status ?? '']
  if (ended) return ended
  if (wire.status === 'done_for_day' && tif === 'day') return 'expired'
  if (!OPEN.test(wire.status ?? '')) {
    if (wire.filled_at !== null && (wire.qty === null || filled >= wire.qty)) return 'filled'
    if (wire.canceled_at !== null) return 'canceled'
    if (wire.expired_at !== null) return 'expired'
    if (wire.failed_at !== null) return 'rejected'
  }
  return filled > 0 ? 'partially-filled' : 'accepted'
}

const TYPES: Record<string, OrderType> = {
  market: 'market',
  limit: 'limit',
  stop: 'stop',
  stop_limit: 'stop-limit',
  trailing_stop: 'trailing-stop',
}

function typeOf(wire: Wire): OrderType {
  const named = TYPES[wire.type ?? ''] ?? TYPES[wire.order_type ?? '']
  if (named) return named
  if (trailOf(wire)) return 'trailing-stop'
  if (wire.stop_price !== null) return wire.limit_price === null ? 'stop' : 'stop-limit'
  return wire.limit_price === null ? 'market' : 'limit'
}

const TIFS: ReadonlySet<string> = new Set<TimeInForce>(['day', 'gtc', 'ioc', 'fok', 'opg', 'cls'])

function tifOf(word: string | null): TimeInForce {
  return word !== null && TIFS.has(word) ? (word as TimeInForce) : 'day'
}

const CLASSES: ReadonlySet<string> = new Set<OrderClass>(['simple', 'bracket', 'oto', 'oco'])

function classOf(word: string | null): OrderClass {
  return word !== null && CLASSES.has(word) ? (word as OrderClass) : 'simple'
}

/** The vendor's percents are our fractions. */
function trailOf({ trail_percent, trail_price }: Wire): Trail | null {
  if (trail_percent !== null) return { fraction: trail_percent / 100 }
  return trail_price === null ? null : { price: trail_price }
}

function legOf(type: OrderType): 'stop' | 'target' {
  return type === 'limit' ? 'target' : 'stop'
}
