import type { Order } from '../exchange/order.ts'
import type { ProtectingLegs, Side } from '../market/orders.ts'

/** An order that opens or adds; legs belong to it and are not it. */
export function isEntry(order: Order): boolean {
  return !order.reduceOnly && order.parent === null
}

/** An order that closes because the strategy asked for it. */
export function isExit(order: Order): boolean {
  return order.reduceOnly && order.parent === null && order.group === null
}

/** A protecting order: a leg of an entry, or one set later by `protect`, which always has a group. */
export function isLeg(order: Order): boolean {
  return order.parent !== null || (order.reduceOnly && order.group !== null)
}

export function hasLegs({ stop, target, trail }: ProtectingLegs): boolean {
  return stop !== null || target !== null || trail !== null
}

/** Why legs cannot protect a position of this side at this price; null when they can. A stop must lie on the losing side of it. */
export function wrongSide(side: Side, price: number, { stop, target }: ProtectingLegs): string | null {
  const way = side === 'buy' ? 1 : -1
  if (stop !== null && stop !== undefined && (price - stop) * way <= 0) return 'stop on the wrong side of the price'
  if (target !== null && target !== undefined && (target - price) * way <= 0) return 'target on the wrong side of the price'
  return null
}

/** Why the exchange ended an order; one whose price never came says so. */
export function endOf({ state, filled, limit, stop, reason }: Order): string {
  if (state !== 'expired' || filled > 0 || (limit === null && stop === null)) return reason ?? 'no reason given'
  return stop === null ? 'limit not reached' : limit === null ? 'trigger not reached' : 'trigger or limit not reached'
}
