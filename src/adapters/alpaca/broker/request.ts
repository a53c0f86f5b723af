import type { trading } from '@alpacahq/alpaca-trade-api/rest'
import { OpenbellError } from '../../../core/errors.ts'
import type { OrderType, Trail } from '../../../market/orders.ts'
import type { BrokerOrderChanges, BrokerOrderRequest } from '../../../ports/broker.ts'
import { decimalText } from './decimal.ts'

const TYPES: Record<OrderType, trading.OrderType> = {
  market: 'market',
  limit: 'limit',
  stop: 'stop',
  'stop-limit': 'stop_limit',
  'trailing-stop': 'trailing_stop',
}

/**
 * The vendor's request for an order of ours, every number as decimal text.
 * @throws OpenbellError `usage` for what the vendor has no words for; nothing has been sent then
 */
export function toOrderRequest(order: BrokerOrderRequest): trading.PostOrderRequest {
  const oco = order.orderClass === 'oco'
  return {
    symbol: order.symbol,
    side: order.side,
    type: TYPES[order.type],
    timeInForce: order.tif,
    clientOrderId: order.clientOrderId,
    orderClass: order.orderClass,
    ...sizeOf(order),
    // Of two exits the target is a leg of its own name on the wire.
    ...(order.limit !== null && !oco ? { limitPrice: decimalText(order.limit, 'a limit') } : {}),
    ...(order.stop !== null ? { stopPrice: decimalText(order.stop, 'a stop') } : {}),
    ...(order.trail !== null ? trailFields(order.trail) : {}),
    ...(order.extended ? { extendedHours: true } : {}),
    // The vendor refuses an exit that would open a position when it is told that it must not.
    ...(order.reduces ? { positionIntent: order.side === 'buy' ? 'buy_to_close' : 'sell_to_close' } : {}),
    ...legFields(order),
  }
}

function sizeOf({ shares, notional, type }: BrokerOrderRequest): { qty: string } | { notional: string } {
  if ((shares === null) === (notional === null)) throw new OpenbellError('usage', 'an order has either shares or dollars')
  if (shares !== null) return { qty: decimalText(shares, 'a size') }
  if (type !== 'market') throw new OpenbellError('usage', `an order of dollars is a market order, not a ${type} order`)
  return { notional: decimalText(notional!, 'an amount') }
}

function trailFields(trail: Trail): { trailPercent: string } | { trailPrice: string } {
  return 'fraction' in trail
    ? { trailPercent: decimalText(trail.fraction * 100, 'a trail in percent') }
    : { trailPrice: decimalText(trail.price, 'a trail') }
}

function legFields(order: BrokerOrderRequest): Pick<trading.PostOrderRequest, 'takeProfit' | 'stopLoss'> {
  const { legs, orderClass } = order
  if (legs?.trail)
    throw new OpenbellError('usage', 'Alpaca has no trailing legs: send the trailing stop once the entry has filled')
  const target = orderClass === 'oco' ? order.limit : (legs?.target ?? null)
  const stop = legs?.stop ?? null
  const count = (target === null ? 0 : 1) + (stop === null ? 0 : 1)
  const wanted = orderClass === 'simple' ? 0 : orderClass === 'oto' ? 1 : 2
  if (count !== wanted)
    throw new OpenbellError('usage', `an order of class ${orderClass} has ${wanted} protecting prices, not ${count}`)
  return {
    ...(target !== null ? { takeProfit: { limitPrice: decimalText(target, 'a target') } } : {}),
    ...(stop !== null ? { stopLoss: { stopPrice: decimalText(stop, 'a stop') } } : {}),
  }
}

/** @throws OpenbellError `usage` as above */
export function toPatchRequest(changes: BrokerOrderChanges, clientOrderId: string): trading.PatchOrderRequest {
  const { shares, limit, stop, trail, tif } = changes
  return {
    clientOrderId,
    ...(shares !== undefined ? { qty: decimalText(shares, 'a size') } : {}),
    ...(limit !== undefined ? { limitPrice: decimalText(limit, 'a limit') } : {}),
    ...(stop !== undefined ? { stopPrice: decimalText(stop, 'a stop') } : {}),
    ...(trail !== undefined ? { trail: trailText(trail) } : {}),
    ...(tif !== undefined ? { timeInForce: tif } : {}),
  }
}

/** Percent or dollars, whichever the order has trailed by so far: the vendor cannot change from one to the other. */
function trailText(trail: Trail): string {
  return 'fraction' in trail ? decimalText(trail.fraction * 100, 'a trail in percent') : decimalText(trail.price, 'a trail')
}
