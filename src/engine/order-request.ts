import type { OrderRequest } from '../exchange/order.ts'
import type { OrderType, ProtectingLegs, Side, TimeInForce } from '../market/orders.ts'
import { hasLegs } from './resting.ts'
import { sendablePrices } from './risk/tick.ts'

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

/** An order without protection. */
export const NO_LEGS: ProtectingLegs = Object.freeze({ stop: null, target: null, trail: null })

/** The type that prices make of an order. */
export function orderType({ limit, trigger }: Pick<Wanted, 'limit' | 'trigger'>): OrderType {
  if (trigger !== null) return limit === null ? 'stop' : 'stop-limit'
  return limit === null ? 'market' : 'limit'
}

/** The same with prices that a broker takes: a strategy computes them, and the gate refuses what lies between two steps. */
export function sendable(wanted: Wanted, symbol: string): Wanted {
  const { side } = wanted
  const { limit, stop: trigger } = sendablePrices(symbol, side, { limit: wanted.limit, stop: wanted.trigger })
  return { ...wanted, limit, trigger, legs: sendableLegs(wanted.legs, side === 'buy' ? 'sell' : 'buy', symbol) }
}

/** The same for legs that leave a position by orders of this side; a leg that is not named stays so. */
export function sendableLegs<T extends Partial<ProtectingLegs>>(legs: T, side: Side, symbol: string): T {
  const { limit, stop } = sendablePrices(symbol, side, { limit: legs.target ?? null, stop: legs.stop ?? null })
  return { ...legs, ...(stop !== null && { stop }), ...(limit !== null && { target: limit }) }
}

/** A request to be written over by every order: an exchange copies what it is asked. */
export function blankRequest(): OrderRequest {
  return {
    clientOrderId: '',
    symbol: '',
    side: 'buy',
    shares: 0,
    type: 'market',
    limit: null,
    stop: null,
    trail: null,
    tif: 'day',
    extended: false,
    legs: null,
    group: null,
    reduceOnly: false,
  }
}

/**
 * Writes an order into `request`. `marketableLimit`: the limit that risk puts on an order without one, which makes a stop entry a
 * stop-limit one; null = none.
 */
export function writeRequest(
  request: OrderRequest,
  wanted: Wanted,
  shares: number,
  marketableLimit: number | null,
  symbol: string,
  clientOrderId: string,
): void {
  const { legs, trigger } = wanted
  const limit = wanted.limit ?? marketableLimit
  request.clientOrderId = clientOrderId
  request.symbol = symbol
  request.side = wanted.side
  request.shares = shares
  request.type = orderType({ limit, trigger })
  request.limit = limit
  request.stop = trigger
  request.tif = wanted.tif
  request.legs = hasLegs(legs) ? legs : null
  request.reduceOnly = wanted.reduces
}
