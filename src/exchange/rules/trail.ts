import type { Trail } from '../../market/orders.ts'
import type { Resting } from '../matching/resting.ts'

/** Where a trailing stop stands when the best price is `best`: below it for a sale, above it for a purchase. */
export function trailLevel(side: 'buy' | 'sell', trail: Trail, best: number): number {
  const distance = 'fraction' in trail ? best * trail.fraction : trail.price
  return side === 'sell' ? best - distance : best + distance
}

/**
 * Lets a trailing stop see a price; the stop only ever moves closer. Inside a bar it is unknown whether the extreme that moves the trail
 * came before or after the one that would trigger it, so a bar triggers by the trail as its open left it, and its own extreme counts
 * from the next bar on.
 */
export function trailTo(one: Resting, price: number): void {
  const { order } = one
  if (order.type !== 'trailing-stop' || !(price > 0)) return
  const { best } = one
  if (best !== null && !(order.side === 'sell' ? price > best : price < best)) return
  one.best = price
  const level = trailLevel(order.side, order.trail!, price)
  const stop = order.stop
  if (stop === null) order.stop = level
  else order.stop = order.side === 'sell' ? Math.max(stop, level) : Math.min(stop, level)
}
