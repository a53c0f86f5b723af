import { LRUCache } from 'lru-cache'
import type { BrokerOrder } from '../../../ports/broker.ts'
import { decodeOrder } from './order.ts'
import type { BrokerTime } from './time.ts'

/** Reads orders, and remembers whose leg an order is: the vendor says it in nested answers only, and the stream and flat lists never do. */
export interface OrderDecoder {
  /** Null for a record that names no order. */
  decode(raw: unknown): BrokerOrder | null
}

/** As many legs are remembered; the oldest unused are forgotten first. */
const MOST_LEGS = 10_000

export function createOrderDecoder(time: Pick<BrokerTime, 'now' | 'saw'>): OrderDecoder {
  const families = new LRUCache<string, Pick<BrokerOrder, 'parent' | 'leg'>>({ max: MOST_LEGS })
  return {
    decode(raw) {
      const order = decodeOrder(raw, { heardAt: time.now() })
      if (!order) return null
      time.saw(order.updatedAt ?? order.submittedAt)
      for (const leg of order.legs) families.set(leg.id, { parent: leg.parent, leg: leg.leg })
      // What replaces a leg is the same leg.
      const known = families.get(order.id) ?? (order.replaces === null ? undefined : families.get(order.replaces))
      if (!known) return order
      families.set(order.id, known)
      return { ...order, ...known }
    },
  }
}
