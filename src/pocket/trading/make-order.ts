import type { Instant } from '../../core/time.ts'
import type { Order } from '../../exchange/order.ts'
import type { Desk } from './desk.ts'
import type { DeskOrder } from './desk-order.ts'
import type { OrderWish } from './order-request.ts'
import { expiryOf } from './rules/hours.ts'
import type { WireClass, WireIntent } from './wire-order.ts'

export type NewOrder = Pick<
  DeskOrder,
  'symbol' | 'side' | 'type' | 'tif' | 'orderClass' | 'extended' | 'intent' | 'qty' | 'limit' | 'stop' | 'status'
> &
  Partial<
    Pick<
      DeskOrder,
      'clientOrderId' | 'notional' | 'subtag' | 'trailPrice' | 'trailPercent' | 'parent' | 'replaces' | 'reservePrice'
    >
  >

/** An order with nothing filled yet and an id of its own; it is not in the account before `desk.add`. `ahead`: orders made with it before. */
export function makeOrder(desk: Desk, given: NewOrder, at: Instant, ahead = 0): DeskOrder {
  const number = desk.orders.length + 1 + ahead
  return {
    notional: null,
    subtag: null,
    trailPrice: null,
    trailPercent: null,
    replaces: null,
    parent: null,
    reservePrice: 0,
    ...given,
    number,
    id: desk.uuid('order', number),
    clientOrderId: given.clientOrderId ?? desk.uuid('client', number),
    assetId: desk.uuid('asset', given.symbol),
    filled: 0,
    carried: 0,
    average: null,
    createdAt: at,
    submittedAt: at,
    updatedAt: at,
    filledAt: null,
    expiredAt: null,
    canceledAt: null,
    failedAt: null,
    replacedAt: null,
    expiresAt: expiryOf(desk.parts.calendar, given, at),
    replacedBy: null,
    legs: [],
    core: null,
    reserved: 0,
    reason: null,
  }
}

/** The order of a wish itself. Of an OCO that is its target, a limit order. */
export function mainOrder(
  desk: Desk,
  wish: OrderWish,
  intent: WireIntent,
  qty: number,
  reservePrice: number,
  at: Instant,
): DeskOrder {
  const limit = wish.orderClass === 'oco' ? (wish.target ?? wish.limit) : wish.limit
  return makeOrder(
    desk,
    {
      clientOrderId: wish.clientOrderId ?? undefined,
      symbol: wish.symbol,
      side: wish.side,
      type: wish.type,
      tif: wish.tif,
      orderClass: wish.orderClass,
      extended: wish.extended,
      intent,
      notional: wish.notional?.value ?? null,
      subtag: wish.subtag,
      qty,
      limit: limit?.value ?? null,
      stop: wish.stop?.value ?? null,
      trailPrice: wish.trailPrice?.value ?? null,
      trailPercent: wish.trailPercent?.value ?? null,
      status: 'pending_new',
      reservePrice,
    },
    at,
  )
}

/** The exits that a complex order brings: target first, then stop. An OCO is its own target. */
export function legsOf(desk: Desk, wish: OrderWish, main: DeskOrder, at: Instant): DeskOrder[] {
  const { target, protect, orderClass } = wish
  const legs: DeskOrder[] = []
  const leg = (type: DeskOrder['type'], limit: number | null, stop: number | null) => {
    legs.push(makeOrder(desk, { ...legBase(main, orderClass), type, limit, stop }, at, legs.length + 1))
  }
  if (target && orderClass !== 'oco') leg('limit', target.value, null)
  if (protect) leg(protect.limit ? 'stop_limit' : 'stop', protect.limit?.value ?? null, protect.stop.value)
  return legs
}

function legBase(main: DeskOrder, orderClass: WireClass) {
  const exit = orderClass === 'oco' ? main.side : main.side === 'buy' ? ('sell' as const) : ('buy' as const)
  return {
    symbol: main.symbol,
    side: exit,
    tif: main.tif,
    orderClass,
    extended: false,
    intent: `${exit}_to_close` as const,
    qty: main.qty,
    parent: main,
    status: 'held' as const,
  }
}

/** Keeps an order that the matching core made itself. */
export function adopt(desk: Desk, core: Order, at: Instant): void {
  const order = makeOrder(
    desk,
    {
      symbol: core.symbol,
      side: core.side,
      type: 'market',
      tif: 'day',
      orderClass: '',
      extended: false,
      intent: `${core.side}_to_close`,
      qty: core.shares,
      limit: null,
      stop: null,
      status: 'new',
      clientOrderId: core.clientOrderId,
    },
    at,
  )
  order.core = core
  desk.byCore.set(core.id, order)
  desk.add(order)
  desk.tell('new', order, at)
}
