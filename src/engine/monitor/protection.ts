import type { Trail } from '../../market/orders.ts'
import type { OwnOrder } from '../orders/types.ts'

/** The stop that lives at the broker for a position. */
export interface Protection {
  /** Price at which the nearest stop triggers; null for a trailing one whose price the broker has not told yet. */
  stop: number | null
  trail: Trail | null
  /** Shares of the position that stops cover; less than the position when only a part is protected. */
  shares: number
}

const STOPS = new Set(['stop', 'stop-limit', 'trailing-stop'])

/** What protects a position, from the open orders; null when nothing does. `shares` of the position: signed. */
export function protectionOf(symbol: string, shares: number, open: readonly OwnOrder[]): Protection | null {
  const side = shares > 0 ? 'sell' : 'buy'
  const stops = open.filter((order) => order.symbol === symbol && order.side === side && STOPS.has(order.type) && isLive(order))
  if (stops.length === 0) return null
  const nearest = stops.reduce((best, order) => (isNearer(order, best, side) ? order : best))
  const covered = stops.reduce((sum, order) => sum + Math.max(0, (order.shares ?? 0) - order.filled), 0)
  return { stop: nearest.stop, trail: nearest.trail, shares: Math.min(covered, Math.abs(shares)) }
}

/** Only what the broker has taken protects: what has no answer yet may not have arrived. */
function isLive({ state }: OwnOrder): boolean {
  return state === 'accepted' || state === 'partially-filled'
}

function isNearer(one: OwnOrder, other: OwnOrder, side: 'buy' | 'sell'): boolean {
  if (one.stop === null || other.stop === null) return other.stop === null && one.stop !== null
  return side === 'sell' ? one.stop > other.stop : one.stop < other.stop
}
