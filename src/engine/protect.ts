import type { Instant } from '../core/time.ts'
import type { Exchange } from '../exchange/exchange.ts'
import type { Order, OrderChanges, OrderRequest } from '../exchange/order.ts'
import type { OrderType, ProtectingLegs } from '../market/orders.ts'
import { isLeg } from './resting.ts'

/** One kind of leg: the type of its orders, and how it is written into an order and into a change of one. */
interface LegKind {
  type: OrderType
  changes: OrderChanges
  price: Pick<OrderRequest, 'limit' | 'stop' | 'trail'>
}

const NO_PRICE = { limit: null, stop: null, trail: null }

/**
 * Brings the legs of a position to what is asked: a leg that rests is moved, one that does not is submitted for the whole position, `null`
 * cancels. What is not named stays. Returns why the exchange refused, or null.
 */
export function moveLegs(
  exchange: Exchange,
  listing: number,
  held: number,
  legs: Partial<ProtectingLegs>,
  at: Instant,
  nextId: () => string,
): string | null {
  const resting = exchange.restingOf(listing).filter(isLeg)
  let refused: string | null = null
  const bring = (type: OrderType, kind: LegKind | null) => {
    const found = resting.filter((order) => order.type === type)
    if (kind === null) for (const { id } of found) exchange.cancel(id, at, 'protection taken away')
    else if (found.length > 0) for (const { id } of found) refused ??= exchange.replace(id, kind.changes, at)
    else refused ??= submitLeg(exchange, listing, held, kind, groupOf(resting, listing), at, nextId())
  }
  const { stop, trail, target } = legs
  if (stop !== undefined) bring('stop', stop === null ? null : { type: 'stop', changes: { stop }, price: { ...NO_PRICE, stop } })
  if (trail !== undefined) {
    bring('trailing-stop', trail === null ? null : { type: 'trailing-stop', changes: { trail }, price: { ...NO_PRICE, trail } })
  }
  if (target !== undefined) {
    bring('limit', target === null ? null : { type: 'limit', changes: { limit: target }, price: { ...NO_PRICE, limit: target } })
  }
  return refused
}

/** Legs cancel each other: a new one joins the group of those that rest. */
function groupOf(resting: readonly Order[], listing: number): string {
  return resting.find((order) => order.group !== null)?.group ?? `protect-${listing}`
}

function submitLeg(
  exchange: Exchange,
  listing: number,
  held: number,
  { type, price }: LegKind,
  group: string,
  at: Instant,
  clientOrderId: string,
): string | null {
  const order = exchange.submit(
    {
      clientOrderId,
      symbol: exchange.listings[listing].symbol,
      side: held > 0 ? 'sell' : 'buy',
      shares: Math.abs(held),
      type,
      ...price,
      tif: 'gtc',
      extended: false,
      legs: null,
      group,
      reduceOnly: true,
    },
    at,
  )
  return order.state === 'rejected' ? (order.reason ?? 'rejected') : null
}
