import type { BarInPlay } from '../matching/bar-in-play.ts'
import type { Resting } from '../matching/resting.ts'
import { through, touches } from './price.ts'

/**
 * The price at which an order fills at the open of a bar, NaN when it does not; a stop that the open reaches becomes triggered.
 * - Market: the open is the first price that can be had after the order was sent.
 * - Stop: an open at or past the stop price (a gap) triggers it, and the open is the price then; the stop price itself was never there.
 * - Limit: an open strictly beyond the limit is a better price, and it is the one that is paid.
 * - Stop-limit: triggered like a stop, then filled like a limit.
 */
export function priceAtOpen(one: Resting, { open }: BarInPlay): number {
  const { order } = one
  switch (order.type) {
    case 'market':
      return open
    case 'limit':
      return through(order.side, open, order.limit!) ? open : Number.NaN
    case 'stop-limit':
      trigger(one, open)
      return one.triggered && through(order.side, open, order.limit!) ? open : Number.NaN
    default:
      trigger(one, open)
      return one.triggered ? open : Number.NaN
  }
}

function trigger(one: Resting, open: number): void {
  if (!one.triggered && touches(one.order.side, open, one.order.stop!)) one.triggered = true
}

/**
 * True when a fill at the open takes liquidity and pays slippage: market orders, triggered stops, and a limit that was marketable when it
 * was sent (a market intent in the form of a limit, a target that the open of its entry has already passed), at its first open: it pays
 * slippage there, never beyond its limit. A limit that rested is hit by others and pays none.
 */
export function takesAtOpen(one: Resting, wasTriggered: boolean): boolean {
  switch (one.order.type) {
    case 'limit':
      return one.marketable && one.barsMet === 1
    case 'stop-limit':
      return !wasTriggered
    default:
      return true
  }
}
