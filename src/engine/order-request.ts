import type { OrderRequest } from '../exchange/order.ts'
import type { OrderType, ProtectingLegs, Side, TimeInForce } from '../market/orders.ts'
import { hasLegs } from './resting.ts'

/** An order as an intent makes it, before risk has judged it. */
export interface Wanted {
  listing: number
  side: Side
  shares: number
  limit: number | null
  trigger: number | null
  legs: ProtectingLegs
  tif: TimeInForce
  reduces: boolean
}

/** The type that prices make of an order. */
export function orderType({ limit, trigger }: Pick<Wanted, 'limit' | 'trigger'>): OrderType {
  if (trigger !== null) return limit === null ? 'stop' : 'stop-limit'
  return limit === null ? 'market' : 'limit'
}

/** `marketableLimit`: the limit that risk puts on a market order; null = none. */
export function orderRequest(
  wanted: Wanted,
  shares: number,
  marketableLimit: number | null,
  symbol: string,
  clientOrderId: string,
): OrderRequest {
  const { side, trigger, legs, tif, reduces } = wanted
  const limit = wanted.limit ?? (trigger === null ? marketableLimit : null)
  return {
    clientOrderId,
    symbol,
    side,
    shares,
    type: orderType({ limit, trigger }),
    limit,
    stop: trigger,
    trail: null,
    tif,
    extended: false,
    legs: hasLegs(legs) ? legs : null,
    group: null,
    reduceOnly: reduces,
  }
}
