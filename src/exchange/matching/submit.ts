import type { Instant } from '../../core/time.ts'
import { floorShares } from '../account/money.ts'
import type { Order, OrderChanges, OrderRequest } from '../order.ts'
import { trailLevel } from '../rules/trail.ts'
import type { Book } from './book.ts'
import { brokerRefusal } from './broker-rules.ts'
import { makeOrder, rest } from './lifecycle.ts'
import { NO_DAY, type Resting } from './resting.ts'
import { orderFault } from './validate.ts'
import type { Venue } from './venue.ts'

/** Takes an order onto the book, or answers it as rejected with the reason. */
export function submit(venue: Venue, book: Book | undefined, request: OrderRequest, at: Instant): Order {
  const order = makeOrder(venue, book?.index ?? -1, request, at)
  const reason = refusal(venue, book, request)
  if (reason !== null || book === undefined) {
    order.state = 'rejected'
    order.reason = reason
    venue.emit({ type: 'rejected', order, at, reason })
    return order
  }
  if (venue.options.accountRules !== 'none') venue.clientIds.add(request.clientOrderId)
  if (venue.options.fractional) order.shares = floorShares(order.shares, true)
  rest(venue, book, order, at, book.mark)
  return order
}

function refusal(venue: Venue, book: Book | undefined, request: OrderRequest): string | null {
  if (book === undefined) return `${request.symbol} is not listed here`
  const fault = orderFault(request, venue.options)
  if (fault !== null || venue.options.accountRules === 'none') return fault
  return brokerRefusal(venue, book, request)
}

/** Changes an order that rests; null when done, else why not. It counts as sent at `at`: bars that opened before cannot fill it. */
export function replace(venue: Venue, book: Book, one: Resting, changes: OrderChanges, at: Instant): string | null {
  const { order } = one
  const wanted: OrderRequest = { ...order, ...given(changes) }
  const reason =
    wanted.shares <= order.filled ? `${order.filled} shares have filled` : refusal(venue, book, { ...wanted, clientOrderId: '' })
  if (reason !== null) return reason
  order.shares = wanted.shares
  order.limit = wanted.limit
  order.stop = wanted.stop
  order.trail = wanted.trail
  if (order.tif !== wanted.tif) {
    order.tif = wanted.tif
    one.day = NO_DAY
  }
  if (changes.trail !== undefined && one.best !== null) {
    const level = trailLevel(order.side, changes.trail, one.best)
    order.stop =
      changes.stop === undefined ? level : order.side === 'sell' ? Math.max(level, changes.stop) : Math.min(level, changes.stop)
  }
  one.liveFrom = at
  book.touch()
  venue.emit({ type: 'replaced', order, at, reason: null })
  return null
}

function given(changes: OrderChanges): OrderChanges {
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined))
}
