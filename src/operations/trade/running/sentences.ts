import type { OwnOrder } from '../../../engine/orders/types.ts'
import type { EventFields } from './events.ts'

/** One execution: units, price and fee in dollars. */
interface Executed {
  symbol: string
  side: 'buy' | 'sell'
  shares: number
  price: number
  fee: number
  clientOrderId: string | null
}

/** A fill as an event, for runs and sessions alike. `reason`: why it was asked for; null where nobody said. */
export function fillEvent({ symbol, side, shares, price, fee, clientOrderId }: Executed, reason: string | null): EventFields {
  const why = reason === null ? '' : `: ${reason}`
  const message = `${side === 'buy' ? 'bought' : 'sold'} ${shares} ${symbol} at ${price}${why}`
  return { type: 'fill', symbol, message, side, shares, price, fee, clientOrderId, reason }
}

/** An order whose state has changed as an event. */
export function orderEvent(own: OwnOrder): EventFields {
  const { symbol, side, shares, filled, state, reason, clientOrderId, limit, foreign } = own
  const part = filled > 0 ? ` after ${filled} filled` : ''
  // The reason of one that stands is why it was wanted: that was told when it was sent.
  const why = reason === null || state === 'accepted' ? '' : `: ${reason}`
  const price = limit === null ? '' : ` at ${limit}`
  const message = `${side} ${shares ?? ''} ${symbol}${price} ${state}${part}${why}${foreign ? ' (made elsewhere)' : ''}`
  return { type: 'order', symbol, message, side, shares, limit, state, clientOrderId, reason }
}

/** Of two legs one always ends with the other: that is no news. */
export function isOtherLeg({ leg, state }: Pick<OwnOrder, 'leg' | 'state'>): boolean {
  return leg !== null && state === 'canceled'
}
