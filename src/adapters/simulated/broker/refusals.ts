import { floorShares } from '../../../exchange/account/money.ts'
import { hasEnded } from '../../../market/orders.ts'
import { symbolKind } from '../../../market/symbols.ts'
import type { BrokerOrderRequest } from '../../../ports/broker.ts'
import type { OrderRecord } from './body.ts'
import type { LiveAccount } from './live-account.ts'

/** The broker's own no, spoken before anything was taken. */
export class Refused extends Error {
  readonly code: string | null

  constructor(reason: string, code: string | null = null) {
    super(reason)
    this.code = code
  }
}

/** An order as it stands at the door: its size in shares, and where it trades. */
export interface AtTheDoor {
  request: BrokerOrderRequest
  shares: number
  listing: number
  /** The order that it is to replace. */
  except: OrderRecord | null
}

/** Refuses what makes no order of the wanted shape, whoever sends it. */
export function refuseShape(request: BrokerOrderRequest): void {
  const { shares, notional, orderClass, legs, type, tif, extended } = request
  if ((shares === null) === (notional === null)) throw new Refused('an order is of shares or of dollars, one of the two')
  if (notional !== null) refuseNotional(request)
  if (orderClass === 'simple' && legs !== null) throw new Refused('a simple order has no legs')
  if (orderClass !== 'simple') refuseClass(request)
  if (shares !== null && !Number.isInteger(shares)) {
    if (orderClass !== 'simple') throw new Refused(`a ${orderClass} order is of whole shares, not ${shares}`)
    if (type === 'trailing-stop') throw new Refused(`a trailing stop is of whole shares, not ${shares}`)
    if (tif !== 'day') throw new Refused(`an order of a fraction lives for the day, not ${tif}`)
  }
  if (extended && orderClass !== 'simple') throw new Refused(`a ${orderClass} order trades in the regular session only`)
}

function refuseNotional({ notional, type, tif, orderClass }: BrokerOrderRequest): void {
  if (!(notional! >= 1)) throw new Refused(`an order of ${notional} dollars: 1 dollar is the least`)
  if (type !== 'market' || tif !== 'day' || orderClass !== 'simple') {
    throw new Refused('orders of dollars are simple market orders of the day')
  }
}

function refuseClass({ orderClass, legs, type, limit, tif, side }: BrokerOrderRequest): void {
  const protects = [legs?.stop ?? legs?.trail ?? null, legs?.target ?? null].filter((leg) => leg !== null).length
  if (tif !== 'day' && tif !== 'gtc') throw new Refused(`a ${orderClass} order lives for the day or until canceled, not ${tif}`)
  if (orderClass === 'bracket' && protects !== 2) throw new Refused('a bracket has a stop and a target')
  if (orderClass === 'oto' && protects !== 1) throw new Refused('an entry with one leg has a stop or a target, one of the two')
  if (orderClass !== 'oco') return
  if (type !== 'limit' || limit === null) throw new Refused('of two exits the target is a limit order')
  const stop = legs?.stop ?? null
  if (stop === null || legs?.target != null)
    throw new Refused('of two exits the stop stands in the legs, the target is the order')
  if (side === 'sell' ? stop >= limit : stop <= limit)
    throw new Refused(`the stop ${stop} and the target ${limit} stand on the wrong sides`)
}

/** Refuses what the account cannot do just now: shares that are not there to sell, money that is not there. */
export function refuseAmount(account: LiveAccount, door: AtTheDoor): void {
  const { request, listing } = door
  const held = account.driven.exchange.shares(listing)
  const closes = request.side === 'sell' ? Math.max(0, held) : Math.max(0, -held)
  const exits = request.reduces || request.orderClass === 'oco'
  if (exits && closes === 0) throw new Refused(`no position in ${request.symbol} that this order could lower`)
  if (closes > 0) refuseClosing(account, door, closes)
  else refuseOpening(account, door)
}

function refuseClosing(account: LiveAccount, { request, shares, except }: AtTheDoor, held: number): void {
  const { symbol, side, orderClass } = request
  if (orderClass === 'bracket' || orderClass === 'oto') throw new Refused(`a ${orderClass} order must open a position`)
  const taken = takenByExits(account, symbol, side, except)
  if (shares <= held - taken + 1e-9) return
  const there = floorShares(Math.max(0, held - taken), true)
  throw new Refused(
    `insufficient shares of ${symbol}: ${shares} asked, ${there} available (${held} held, ${taken} in open orders)`,
    'insufficient-shares',
  )
}

/** Shares that open exits hold already; of orders that cancel each other the largest counts. */
function takenByExits(account: LiveAccount, symbol: string, side: string, except: OrderRecord | null): number {
  const most = new Map<string, number>()
  for (const one of account.openOrders()) {
    if (one.symbol !== symbol || one.side !== side || one.core === null || one === except) continue
    if (except !== null && sameGroup(one, except)) continue
    const key = one.parent ?? one.id
    most.set(key, Math.max(most.get(key) ?? 0, account.remaining(one)))
  }
  return [...most.values()].reduce((sum, shares) => sum + shares, 0)
}

function sameGroup(one: OrderRecord, other: OrderRecord): boolean {
  return (one.parent ?? one.id) === (other.parent ?? other.id)
}

function refuseOpening(account: LiveAccount, door: AtTheDoor): void {
  const { request, shares, listing, except } = door
  const { symbol, side } = request
  const { exchange } = account.driven
  if (side === 'sell' && !Number.isInteger(shares))
    throw new Refused(`${shares} shares of ${symbol}: whole shares only are sold short`)
  if (side === 'sell' && symbolKind(symbol) === 'crypto') throw new Refused(`${symbol} cannot be sold short`)
  const price = priceOf(account, request, listing)
  const free = exchange.buyingPower(listing, side, price) - reserved(account, except)
  if (exchange.affordable(listing, side, Math.max(0, free), price, account.time) >= shares) return
  const wanted = (shares * price * exchange.listings[listing].multiplier).toFixed(2)
  throw new Refused(
    `insufficient buying power: ${wanted} dollars asked, ${Math.max(0, free).toFixed(2)} available`,
    'insufficient-buying-power',
  )
}

/** The price that an order is taken to come to: its own, else the last one. */
function priceOf(
  account: LiveAccount,
  { limit, stop, symbol }: Pick<BrokerOrderRequest, 'limit' | 'stop' | 'symbol'>,
  listing: number,
): number {
  const price = limit ?? stop ?? account.driven.exchange.lastPrice(listing)
  if (!(price > 0)) throw new Refused(`no price of ${symbol} is known to judge the order by`, 'no-price')
  return price
}

/** Dollars that open entries may still take. */
export function reserved(account: LiveAccount, except: OrderRecord | null = null): number {
  const { exchange } = account.driven
  let sum = 0
  for (const one of account.openOrders()) {
    if (one.core === null || one.reduces || one === except || hasEnded(one)) continue
    const listing = account.coreOrders.get(one.core)!.listing
    const held = exchange.shares(listing)
    if (held !== 0 && held > 0 !== (one.side === 'buy')) continue
    const price = one.limit ?? one.stop ?? exchange.lastPrice(listing)
    sum += account.remaining(one) * price * exchange.listings[listing].multiplier
  }
  return sum
}
