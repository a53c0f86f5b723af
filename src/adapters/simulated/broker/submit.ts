import { floorShares } from '../../../exchange/account/money.ts'
import type { OrderRequest } from '../../../exchange/order.ts'
import type { BrokerOrder, BrokerOrderRequest } from '../../../ports/broker.ts'
import type { OrderRecord } from './body.ts'
import type { LiveAccount } from './live-account.ts'
import { listingOf } from './market.ts'
import { Refused, refuseAmount, refuseShape } from './refusals.ts'
import { orderOf } from './views.ts'

/**
 * Takes an order. One of dollars becomes as many shares, to the ninth decimal, as they buy at the last price when it is accepted.
 * @throws Refused with the reason; the account in memory may then be half changed and is thrown away.
 */
export async function takeOrder(account: LiveAccount, request: BrokerOrderRequest): Promise<BrokerOrder> {
  refuseShape(request)
  const listing = await account.driven.prepare(listingOf(request.symbol))
  const last = account.driven.exchange.lastPrice(listing)
  if (request.notional !== null && !(last > 0)) throw new Refused(`no price of ${request.symbol} is known`, 'no-price')
  const shares = request.shares ?? floorShares(request.notional! / last, true)
  if (!(shares > 0)) throw new Refused(`${shares} shares`)
  refuseAmount(account, { request, shares, listing, except: null })
  const record = account.add(recordOf(request, account.time))
  if (request.orderClass === 'oco') placeExits(account, record, request, shares)
  else {
    if (request.orderClass !== 'simple') addLegs(account, record, request, shares)
    place(account, record, coreRequest(request, shares, request.legs, null))
  }
  return orderOf(account, record)
}

/** Hands the order of a record to the matching core. */
function place(account: LiveAccount, record: OrderRecord, request: OrderRequest): void {
  account.placing = record
  const order = account.driven.exchange.submit(request, account.time)
  account.placing = null
  if (order.state === 'rejected') throw new Refused(order.reason ?? 'the exchange refused it')
}

/** Two exits of which one cancels the other; the stop is a leg of the target. */
function placeExits(account: LiveAccount, target: OrderRecord, request: BrokerOrderRequest, shares: number): void {
  const group = `exits of ${target.id}`
  const stop = account.add({
    ...recordOf({ ...request, clientOrderId: `${request.clientOrderId}-stop` }, account.time),
    ...{ type: 'stop', limit: null, stop: request.legs!.stop, parent: target.id, leg: 'stop', orderClass: 'simple' },
  })
  place(account, target, coreRequest(request, shares, null, group))
  place(account, stop, {
    ...coreRequest(request, shares, null, group),
    clientOrderId: stop.clientOrderId,
    type: 'stop',
    limit: null,
    stop: stop.stop,
  })
}

/** The legs of an entry, which wait for it. */
function addLegs(account: LiveAccount, entry: OrderRecord, request: BrokerOrderRequest, shares: number): void {
  const { stop, target, trail } = request.legs!
  const leg = (kind: 'stop' | 'target'): Omit<OrderRecord, 'number' | 'id'> => ({
    ...recordOf({ ...request, clientOrderId: `${request.clientOrderId}-${kind}` }, account.time),
    ...{ side: request.side === 'buy' ? 'sell' : 'buy', shares, tif: 'gtc', orderClass: 'simple', status: 'held' },
    ...{ parent: entry.id, leg: kind, limit: null, stop: null, trail: null, reduces: true },
  })
  if (stop !== null || trail !== null) {
    account.add({ ...leg('stop'), type: trail !== null ? 'trailing-stop' : 'stop', stop, trail })
  }
  if (target !== null) account.add({ ...leg('target'), type: 'limit', limit: target })
}

function recordOf(request: BrokerOrderRequest, at: number): Omit<OrderRecord, 'number' | 'id'> {
  const { legs: _, ...terms } = request
  return {
    ...terms,
    ...{ state: 'accepted', status: 'accepted', filled: 0, averagePrice: null, submittedAt: at, updatedAt: at },
    ...{ parent: null, leg: null, replaces: null, replacedBy: null, reason: null, core: null, base: 0 },
  }
}

function coreRequest(
  request: BrokerOrderRequest,
  shares: number,
  legs: OrderRequest['legs'],
  group: string | null,
): OrderRequest {
  const { clientOrderId, symbol, side, type, limit, stop, trail, tif, extended, reduces } = request
  const reduceOnly = reduces || request.orderClass === 'oco'
  return { clientOrderId, symbol, side, shares, type, limit, stop, trail, tif, extended, legs, group, reduceOnly }
}
