import type { Instant } from '../../core/time.ts'
import type { Order } from '../../exchange/order.ts'
import type { Intent } from '../orders/types.ts'
import type { Decision } from '../types.ts'
import type { Wish } from './broker-exchange.ts'
import { barPrefix, type Decider, intentId } from './intent-id.ts'

/** What the strategy asked for on one bar, ready for the order path. */
export type Asked =
  | { kind: 'enter' | 'exit'; order: Order; intent: Intent; decision: Decision }
  | { kind: 'cancel'; order: Order; clientOrderId: string | null; reason: string }
  | { kind: 'protect'; symbol: string; legs: Extract<Wish, { kind: 'protect' }>['legs']; decision: Decision }

/** Who asks, and what wishes refer to. */
export interface AskedSources {
  decider: Decider
  symbols: readonly string[]
  decisions: readonly Decision[]
  reasonOf(order: Order): string
  /** Null for an order that the order path has not made. */
  clientIdOf(order: Order): string | null
}

/** The wishes of the bar that closed at an instant, in their order. Ids count entries and exits of each symbol: the same bar gives the same ids. */
export function askedOf(wishes: readonly Wish[], at: Instant, sources: AskedSources): Asked[] {
  const { decider, symbols, decisions, reasonOf, clientIdOf } = sources
  const counts = new Map<string, number>()
  return wishes.map((wish): Asked => {
    if (wish.kind === 'cancel') {
      return { kind: 'cancel', order: wish.order, clientOrderId: clientIdOf(wish.order), reason: wish.reason }
    }
    const decision = decisions[wish.decision]
    if (wish.kind === 'protect') return { kind: 'protect', symbol: symbols[wish.listing], legs: wish.legs, decision }
    const { kind, order } = wish
    const key = `${order.symbol} ${kind}`
    const ordinal = counts.get(key) ?? 0
    counts.set(key, ordinal + 1)
    const id = intentId(barPrefix(decider, order.symbol, at), kind, ordinal)
    const terms = { id, reduces: kind === 'exit', reason: reasonOf(order), origin: `strategy ${decider.strategy}` }
    return { kind, order, intent: { ...termsOf(order), ...terms }, decision }
  })
}

function termsOf(order: Order): Omit<Intent, 'id' | 'reduces' | 'reason' | 'origin'> {
  const { symbol, side, shares, type, limit, stop, tif, legs } = order
  const never = { notional: null, trail: null, extended: false, oco: false, validUntil: null } as const
  return { symbol, side, shares, type, limit, trigger: stop, tif, legs, ...never }
}
