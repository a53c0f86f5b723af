import type { Instant } from '../../core/time.ts'
import type { Order, OrderRequest } from '../../exchange/order.ts'
import type { OrderType, Trail } from '../../market/orders.ts'
import { Refusal } from '../reply.ts'
import type { Desk } from './desk.ts'
import { type DeskOrder, isClosing, remainingOf } from './desk-order.ts'
import { forbidden, unprocessable } from './refusals.ts'
import type { WireType } from './wire-order.ts'

const CORE_TYPES: Record<WireType, OrderType> = {
  market: 'market',
  limit: 'limit',
  stop: 'stop',
  stop_limit: 'stop-limit',
  trailing_stop: 'trailing-stop',
}

/** Hands an order to the matching core; its answer says whether it rests there. `group`: orders that cancel each other when one fills. */
export function hand(desk: Desk, order: DeskOrder, group: string | null, at: Instant): Order {
  desk.handing = true
  try {
    const core = desk.exchange.submit(coreRequest(order, group), at)
    if (core.state === 'rejected') return core
    order.core = core
    desk.byCore.set(core.id, order)
    return core
  } finally {
    desk.handing = false
  }
}

/** Takes an order out of matching without a word: nobody has heard of it, or what follows is told otherwise. */
export function withdraw(desk: Desk, order: DeskOrder, at: Instant): void {
  if (!order.core) return
  desk.handing = true
  desk.exchange.cancel(order.core.id, at, 'withdrawn')
  desk.handing = false
  desk.byCore.delete(order.core.id)
  order.core = null
}

function coreRequest(order: DeskOrder, group: string | null): OrderRequest {
  return {
    clientOrderId: order.id,
    symbol: order.symbol,
    side: order.side,
    shares: remainingOf(order),
    type: CORE_TYPES[order.type],
    limit: order.limit,
    stop: order.type === 'trailing_stop' ? null : order.stop,
    trail: trailOf(order),
    tif: order.tif,
    extended: order.extended,
    // Legs are kept here: the vendor's come to life when the whole entry has filled, not share by share.
    legs: null,
    group,
    reduceOnly: isClosing(order),
  }
}

export function trailOf({ trailPrice, trailPercent }: Pick<DeskOrder, 'trailPrice' | 'trailPercent'>): Trail | null {
  if (trailPrice !== null) return { price: trailPrice }
  return trailPercent === null ? null : { fraction: trailPercent / 100 }
}

/** The core's refusal in the words of the wire. */
export function refusalOf(reason: string): Refusal {
  if (reason.includes('pattern-day-trader')) return new Refusal(403, reason, 40310100)
  if (reason.startsWith('intraday margin')) return forbidden(`insufficient buying power: ${reason}`)
  return unprocessable(reason)
}
