import type { Instant } from '../../core/time.ts'
import type { Order, OrderRequest } from '../../exchange/order.ts'
import type { OrderState } from '../../market/orders.ts'
import type { OwnOrder } from '../orders/types.ts'

/** An order that was just asked for and is on its way. */
export function outgoing(request: OrderRequest, id: number, listing: number, at: Instant): Order {
  return {
    ...request,
    id,
    listing,
    state: 'submitted',
    filled: 0,
    averagePrice: null,
    submittedAt: at,
    parent: null,
    leg: null,
    reason: null,
  }
}

/** Where an order of the books stands among those of the run: its listing, the entry whose leg it is, and the group of one that protects. */
export interface MirrorPlace {
  id: number
  listing: number
  parent: number | null
  /** Null for entries and for exits that the strategy asked for. */
  group: string | null
}

/** An order as the books have it: made by an earlier process, by a person, or by the broker itself (a leg). */
export function adopted(own: OwnOrder, { id, listing, parent, group }: MirrorPlace): Order {
  return {
    clientOrderId: own.clientOrderId,
    symbol: own.symbol,
    side: own.side,
    shares: own.shares ?? 0,
    type: own.type,
    limit: own.limit,
    stop: own.stop,
    trail: own.trail,
    tif: own.tif,
    extended: own.extended,
    legs: null,
    group,
    reduceOnly: own.reduces || own.parent !== null,
    id,
    listing,
    state: own.state,
    filled: own.filled,
    averagePrice: own.averagePrice,
    submittedAt: own.intendedAt,
    parent,
    leg: own.leg,
    reason: own.reason,
  }
}

/** Brings an order of the run to what the books say of it; answers the state it was in before. */
export function follow(order: Order, own: OwnOrder): OrderState {
  const before = order.state
  order.state = own.state
  order.filled = own.filled
  order.averagePrice = own.averagePrice
  order.reason = own.reason
  order.limit = own.limit
  order.stop = own.stop
  order.trail = own.trail
  if (own.shares !== null) order.shares = own.shares
  return before
}
