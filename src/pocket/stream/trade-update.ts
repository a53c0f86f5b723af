import type { TradeEvent } from '../trading/events.ts'
import { stamp } from '../wire.ts'
import { eventId } from './event-id.ts'

/** A trade event as the trading stream tells it. The vendor leaves out what an event does not have. */
export function tradeUpdate(seed: number, event: TradeEvent): Record<string, unknown> {
  const at = stamp(event.at)
  const head = { event: event.event, event_id: eventId(seed, event.number, event.at), at, timestamp: at }
  const execution =
    event.execution_id === null
      ? {}
      : { execution_id: event.execution_id, price: event.price, qty: event.qty, position_qty: event.position_qty }
  return { stream: 'trade_updates', data: { ...head, ...execution, order: event.order } }
}
