import type { Instant } from '../../core/time.ts'
import type { WireOrder } from './wire-order.ts'

/** The vendor's words for what the trading stream tells. */
export type TradeEventName =
  | 'pending_new'
  | 'accepted'
  | 'new'
  | 'partial_fill'
  | 'fill'
  | 'canceled'
  | 'expired'
  | 'rejected'
  | 'pending_cancel'
  | 'pending_replace'
  | 'replaced'
  | 'order_cancel_rejected'
  | 'order_replace_rejected'

/** One thing that happened to an order, told when it happens and in exact order. */
export interface TradeEvent {
  /** 1, 2, 3 ... over the life of the exchange, without gaps. */
  number: number
  event: TradeEventName
  /** Exchange time at which it happened; of an execution the time of the print. */
  at: Instant
  /** The order as it is right after the event; later changes make new objects. Legs are orders with events of their own. */
  order: WireOrder
  /** Of `fill` and `partial_fill`, else null: this execution alone. Decimal strings. */
  execution_id: string | null
  price: string | null
  qty: string | null
  /** Signed position of the symbol right after the execution; null for other events. */
  position_qty: string | null
}

export type TradeEventListener = (event: TradeEvent) => void

/** Who hears trade events. A listener that throws keeps no other from hearing. */
export interface TradeEvents {
  /** Returns what ends the listening. */
  listen(listener: TradeEventListener): () => void
  tell(event: Omit<TradeEvent, 'number'>): void
  /** Events told so far. */
  readonly told: number
}

export function createTradeEvents(failed: (thrown: unknown) => void): TradeEvents {
  const listeners = new Set<TradeEventListener>()
  let told = 0
  return {
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    tell(event) {
      const numbered = { number: ++told, ...event }
      for (const listener of listeners) {
        try {
          listener(numbered)
        } catch (thrown) {
          failed(thrown)
        }
      }
    },
    get told() {
      return told
    },
  }
}
