import type { Instant } from '../../core/time.ts'
import { snapShares } from '../account/money.ts'
import { closable } from '../account/position.ts'
import type { Order, OrderRequest } from '../order.ts'
import type { Book } from './book.ts'
import { cancel, makeOrder, rest } from './lifecycle.ts'
import type { Resting } from './resting.ts'
import type { Venue } from './venue.ts'

/**
 * What a fill means for other orders. Orders of one group (the two legs of a bracket are one) cancel each other: a whole fill cancels the
 * rest of the group; a partial fill takes its shares off those of its side, so that the group together never fills more than one order's
 * size, and cancels those of the other side.
 */
export function settleGroup(venue: Venue, book: Book, filled: Resting, shares: number, at: Instant): void {
  const { group, leg } = filled.order
  if (group === null) return
  if (leg !== null) settleInBook(venue, book, filled, shares, at)
  else {
    for (const other of venue.books) settleInBook(venue, other, filled, shares, at)
    venue.unswept = true
  }
}

function settleInBook(venue: Venue, book: Book, filled: Resting, shares: number, at: Instant): void {
  const { order } = filled
  const count = book.resting.length
  for (let i = 0; i < count && i < book.resting.length; i++) {
    const one = book.resting[i]
    if (one === filled || one.done || one.order.group !== order.group) continue
    if (order.state === 'filled' || one.order.side !== order.side || one.remaining <= shares) {
      cancel(venue, book, one, at, `order ${order.id} of its group filled`)
      continue
    }
    one.order.shares = snapShares(one.order.shares - shares)
    book.touch()
    venue.emit({ type: 'replaced', order: one.order, at, reason: `order ${order.id} of its group filled in part` })
  }
}

/** Legs and reduce-only orders that have nothing left to lower go when the position is closed or turned. */
export function dropIdle(venue: Venue, book: Book, at: Instant): void {
  const count = book.resting.length
  for (let i = 0; i < count && i < book.resting.length; i++) {
    const one = book.resting[i]
    if (!one.done && one.order.reduceOnly && closable(book.position, one.order.side) === 0) {
      cancel(venue, book, one, at, 'nothing left to lower')
    }
  }
}

/**
 * Brings the legs of an entry to life for shares that it has opened, or adds the shares to legs that live. `price` is that of the fill
 * before slippage; a trailing leg starts there. `inside`: the entry filled inside the bar, so what the bar did before counts for nothing.
 */
export function growLegs(venue: Venue, book: Book, entry: Resting, shares: number, price: number, inside: boolean): void {
  const { legs } = entry.order
  if (legs === null || shares <= 0) return
  if (legs.stop !== null || legs.trail !== null) {
    entry.stopLeg = grow(venue, book, entry, entry.stopLeg, 'stop', shares, price, inside)
  }
  if (legs.target !== null) entry.targetLeg = grow(venue, book, entry, entry.targetLeg, 'target', shares, price, inside)
}

function grow(
  venue: Venue,
  book: Book,
  entry: Resting,
  leg: Resting | null,
  kind: 'stop' | 'target',
  shares: number,
  price: number,
  inside: boolean,
): Resting {
  const at = book.bar.time
  if (leg !== null && !leg.done) {
    leg.order.shares = snapShares(leg.order.shares + shares)
    venue.emit({ type: 'replaced', order: leg.order, at, reason: 'its entry filled further' })
    return leg
  }
  const order = makeOrder(venue, book.index, legRequest(entry.order, kind, shares), at)
  order.parent = entry.order.id
  order.leg = kind
  const made = rest(venue, book, order, at, price)
  made.inPlay = true
  made.barsMet = 1
  if (inside) made.bornInside = at
  return made
}

function legRequest(entry: Order, kind: 'stop' | 'target', shares: number): OrderRequest {
  const legs = entry.legs!
  const stop = kind === 'stop'
  return {
    clientOrderId: `${entry.clientOrderId}-${kind}`,
    symbol: entry.symbol,
    side: entry.side === 'buy' ? 'sell' : 'buy',
    shares,
    type: !stop ? 'limit' : legs.trail !== null ? 'trailing-stop' : 'stop',
    limit: stop ? null : legs.target,
    stop: stop ? legs.stop : null,
    trail: stop ? legs.trail : null,
    tif: 'gtc',
    extended: false,
    legs: null,
    group: `legs of ${entry.id}`,
    reduceOnly: true,
  }
}
