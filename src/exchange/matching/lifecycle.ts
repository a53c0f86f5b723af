import type { Instant } from '../../core/time.ts'
import type { SessionDay } from '../../market/calendar/calendar.ts'
import type { OrderState, TimeInForce } from '../../market/orders.ts'
import { closable } from '../account/position.ts'
import type { Order, OrderRequest } from '../order.ts'
import { trailTo } from '../rules/trail.ts'
import type { Book } from './book.ts'
import { Resting } from './resting.ts'
import type { Venue } from './venue.ts'

/** The exchange's record of a request; the one place where orders are made. */
export function makeOrder(venue: Venue, listing: number, request: OrderRequest, at: Instant): Order {
  return {
    clientOrderId: request.clientOrderId,
    symbol: request.symbol,
    side: request.side,
    shares: request.shares,
    type: request.type,
    limit: request.limit,
    stop: request.stop,
    trail: request.trail,
    tif: request.tif,
    extended: request.extended,
    legs: request.legs,
    group: request.group,
    reduceOnly: request.reduceOnly,
    id: venue.nextOrder++,
    listing,
    state: 'submitted',
    filled: 0,
    averagePrice: null,
    submittedAt: at,
    parent: null,
    leg: null,
    reason: null,
  }
}

/** Puts an order on the book, live for bars that open at `at` or later. A trailing stop starts from `price`, the last one known. */
export function rest(venue: Venue, book: Book, order: Order, at: Instant, price: number): Resting {
  const { type, limit, side } = order
  const marketable = type === 'limit' && (side === 'buy' ? limit! >= price : limit! <= price)
  const one = new Resting(order, at, marketable)
  trailTo(one, price)
  book.resting.push(one)
  book.touch()
  venue.restingCount++
  venue.totals.orders++
  order.state = 'accepted'
  venue.emit({ type: 'accepted', order, at, reason: null })
  return one
}

/** Ends an order that rests: filled, canceled or expired. */
export function end(venue: Venue, book: Book, one: Resting, state: OrderState, reason: string | null): void {
  one.done = true
  one.inPlay = false
  one.order.state = state
  one.order.reason = reason
  venue.restingCount--
  book.touch()
  if (!venue.walking) book.sweep()
}

export function cancel(venue: Venue, book: Book, one: Resting, at: Instant, reason: string): void {
  end(venue, book, one, 'canceled', reason)
  venue.emit({ type: 'canceled', order: one.order, at, reason })
}

export function expire(venue: Venue, book: Book, one: Resting, at: Instant, reason: string): void {
  end(venue, book, one, 'expired', reason)
  venue.emit({ type: 'expired', order: one.order, at, reason })
}

/** Cancels what rests in a book and passes the test. */
export function cancelAll(venue: Venue, book: Book, at: Instant, reason: string, which: (one: Resting) => boolean): void {
  for (const one of [...book.resting]) if (!one.done && which(one)) cancel(venue, book, one, at, reason)
}

/**
 * The end of a session: day orders of the regular hours end with them, those that take part in extended hours at the end of after-hours
 * trading, as do auction orders that met no auction. What was sent after its hours had ended waits for the next session.
 */
export function endSession(venue: Venue, book: Book, session: SessionDay, which: 'regular' | 'all', at: Instant): void {
  const { regular, post } = session
  if (regular === null) return
  for (const one of [...book.resting]) {
    const { tif, extended } = one.order
    const lasts = extended || tif === 'cls'
    if (one.done || tif === 'gtc' || (lasts && which === 'regular')) continue
    if (one.liveFrom >= (extended && post !== null ? post : regular).close) continue
    const auction = tif === 'opg' ? 'opening' : tif === 'cls' ? 'closing' : null
    expire(venue, book, one, at, auction === null ? 'its day ended' : `the ${auction} auction did not fill it`)
  }
}

/** An order of the exchange itself that closes what is held at the next open. */
export function submitOwn(venue: Venue, book: Book, at: Instant, name: string): void {
  const { position, listing } = book
  const side = position.shares > 0 ? 'sell' : 'buy'
  const request: OrderRequest = {
    clientOrderId: `${name}-${venue.nextOrder}`,
    symbol: listing.symbol,
    side,
    shares: closable(position, side),
    type: 'market',
    limit: null,
    stop: null,
    trail: null,
    tif: 'gtc',
    extended: false,
    legs: null,
    group: null,
    reduceOnly: true,
  }
  rest(venue, book, makeOrder(venue, book.index, request, at), at, book.mark)
}

/** Orders that take what they can get at the first open they meet and never wait. */
export function isImmediate(tif: TimeInForce): boolean {
  return tif === 'ioc' || tif === 'fok'
}
