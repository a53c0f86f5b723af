import type { Instant } from '../../core/time.ts'
import { decimal, isWhole } from './decimal.ts'
import type { Desk } from './desk.ts'
import { type DeskOrder, wireOf } from './desk-order.ts'
import { hand, refusalOf, withdraw } from './hand.ts'
import { outlive, startWorking } from './lifecycle.ts'
import { legsOf, mainOrder } from './make-order.ts'
import type { OrderWish } from './order-request.ts'
import { costPrice, type Reference } from './reference.ts'
import { forbidden, inconsistent, unprocessable } from './refusals.ts'
import { checkAvailable, checkBuyingPower, checkShort, intentOf } from './rules/account.ts'
import { checkAuction, isWorking, worksFrom } from './rules/hours.ts'
import { checkLevels } from './rules/levels.ts'
import { checkOpposite, checkWash } from './rules/opposite.ts'
import type { WireIntent, WireOrder } from './wire-order.ts'

/**
 * Takes a checked wish into the account and hands it to matching, all at one instant. The answer is the order as the vendor first shows it:
 * on its way, or waiting for its session.
 * @throws Refusal in the vendor's words; nothing is kept then.
 */
export function place(desk: Desk, wish: OrderWish, market: Reference): WireOrder {
  const at = desk.now()
  checkAccount(desk, wish, at)
  checkLevels(wish, wish.limit?.value ?? (wish.side === 'buy' ? market.ask : market.bid))
  const intent = intentOf(desk, wish)
  const qty = sharesOf(wish, market)
  const reservePrice = checkFunds(desk, wish, intent, qty, market)
  const order = mainOrder(desk, wish, intent, qty, reservePrice, at)
  order.legs = legsOf(desk, wish, order, at)
  return take(desk, order, at)
}

function checkAccount(desk: Desk, wish: OrderWish, at: Instant): void {
  const { configurations, calendar } = desk.parts
  if (configurations.suspend_trade) throw forbidden('new orders are rejected by user request')
  if (wish.clientOrderId !== null && desk.byClientId.has(wish.clientOrderId)) throw inconsistent('client_order_id must be unique')
  const fractional = wish.notional !== null || (wish.qty !== null && wish.qty.digits > 0)
  if (fractional && !configurations.fractional_trading) throw forbidden('fractional trading is disabled for this account')
  checkAuction(calendar, wish.tif, at)
}

/** The vendor's finest part of a share. */
const PARTS = 1e9

function sharesOf({ qty, notional, limit, side }: OrderWish, market: Reference): number {
  if (qty) return qty.value
  const price = limit?.value ?? (side === 'buy' ? market.ask : market.bid)
  return Math.floor((notional!.value / price) * PARTS + 1e-6) / PARTS
}

/** Dollars that the smallest order must be worth. */
const SMALLEST = 1

/** Closing orders need free shares, opening ones money; answers the dollars a share takes of the buying power. */
function checkFunds(desk: Desk, wish: OrderWish, intent: WireIntent, qty: number, market: Reference): number {
  const price = costPrice(wish, market)
  const cost = wish.notional?.value ?? qty * price
  if (!isWhole(qty) && cost < SMALLEST)
    throw forbidden('cost basis must be >= minimal amount of order 1', { cost_basis: decimal(cost, 2) })
  if (!(qty > 0)) throw unprocessable('qty must be > 0')
  checkWash(desk, { ...wish, limit: wish.limit?.value ?? null })
  if (intent === 'buy_to_close' || intent === 'sell_to_close') {
    checkAvailable(desk, wish.symbol, qty)
    return 0
  }
  checkOpposite(desk, wish.symbol, intent)
  checkShort(desk, intent, !isWhole(qty) || wish.notional !== null)
  checkBuyingPower(desk, cost)
  return cost / qty
}

/** Hands an order that was found good to the core and keeps it. */
function take(desk: Desk, order: DeskOrder, at: Instant): WireOrder {
  // The stop of an OCO lives from the start, beside its target.
  const live = order.orderClass === 'oco' ? [order, ...order.legs] : [order]
  handAll(desk, live, at)
  const working = isWorking(desk.parts.calendar, order, at)
  order.status = working ? 'pending_new' : 'accepted'
  desk.add(order)
  for (const leg of order.legs) desk.add(leg)
  desk.tell(order.status as 'pending_new' | 'accepted', order, at)
  const shown = wireOf(order, true)
  for (const leg of live.slice(1)) {
    leg.status = 'accepted'
    startWorking(desk, leg, at)
  }
  if (order.tif === 'gtc' && order.expiresAt !== null) desk.schedule(order.expiresAt, (then) => outlive(desk, order, then))
  if (working) desk.after(desk.delays.accept, (then) => startWorking(desk, order, then))
  else desk.schedule(worksFrom(desk.parts.calendar, order.extended, at), (then) => startWorking(desk, order, then))
  return shown
}

/** All of them or none. */
function handAll(desk: Desk, orders: DeskOrder[], at: Instant): void {
  const group = orders.length > 1 ? `legs of ${orders[0].id}` : null
  for (const order of orders) {
    const core = hand(desk, order, group, at)
    if (core.state !== 'rejected') continue
    for (const one of orders) withdraw(desk, one, at)
    throw refusalOf(core.reason ?? 'rejected')
  }
}
