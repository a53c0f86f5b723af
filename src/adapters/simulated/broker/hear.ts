import type { Instant } from '../../../core/time.ts'
import { snapShares } from '../../../exchange/account/money.ts'
import type { ExchangeEvent, Fill, Order } from '../../../exchange/order.ts'
import { hasEnded } from '../../../market/orders.ts'
import type { BrokerFill } from '../../../ports/broker.ts'
import type { OrderRecord } from './body.ts'
import type { LiveAccount } from './live-account.ts'

/** Writes what the matching core tells into the account's records. */
export function hearEvent(account: LiveAccount, event: ExchangeEvent, at: Instant): void {
  account.dirty = true
  switch (event.type) {
    case 'accepted':
      accepted(account, event.order, at)
      return
    case 'filled':
      filled(account, event.order, event.fill, at)
      return
    case 'canceled':
    case 'expired':
      ended(account, event.order, event.type, event.reason, at)
      return
    case 'replaced':
      restated(account, event.order, event.reason, at)
      return
    case 'split':
      split(account, event, at)
      return
    case 'dividend':
      cash(account, 'dividend', event.listing, event.cash, at)
      return
    case 'charge':
      cash(account, event.kind, event.listing, -event.cash, at)
      return
    default:
      return
  }
}

function accepted(account: LiveAccount, order: Order, at: Instant): void {
  const record = recordOf(account, order)
  record.core = order.id
  record.state = 'accepted'
  record.status = 'new'
  record.limit = order.limit
  record.stop = order.stop
  record.trail = order.trail
  if (order.parent !== null) record.shares = order.shares
  account.byCore.set(order.id, record)
  account.coreOrders.set(order.id, order)
  account.tell('new', record, at)
}

/** The record of an order that the core took: the one that was handed to it, a leg that waited, or one that the exchange made itself. */
function recordOf(account: LiveAccount, order: Order): OrderRecord {
  const entry = order.parent === null ? undefined : (account.byCore.get(order.parent) ?? account.entries.get(order.parent))
  if (entry === undefined) return account.placing ?? account.add(recordOfCore(order, order.clientOrderId, null))
  const legs = account.legsOf(entry).filter((one) => one.leg === order.leg)
  const waiting = legs.find((one) => one.core === null && !hasEnded(one))
  if (waiting) return waiting
  return account.add(recordOfCore(order, `${order.clientOrderId}${legs.length === 0 ? '' : `-${legs.length + 1}`}`, entry.id))
}

/** A record of an order as the core has it. */
function recordOfCore(order: Order, clientOrderId: string, parent: string | null): Omit<OrderRecord, 'number' | 'id'> {
  const { symbol, side, shares, type, limit, stop, trail, tif, extended, leg, submittedAt, reduceOnly } = order
  return {
    ...{ clientOrderId, symbol, side, shares, notional: null, type, limit, stop, trail, tif, extended },
    ...{ orderClass: 'simple', state: 'accepted', status: 'new', filled: 0, averagePrice: null, submittedAt, updatedAt: null },
    ...{ parent, leg, replaces: null, replacedBy: null, reason: null, core: null, base: 0, reduces: reduceOnly },
  } as const
}

function filled(account: LiveAccount, order: Order, fill: Fill, at: Instant): void {
  const record = account.byCore.get(order.id)!
  const before = record.filled
  record.filled = snapShares(order.filled - record.base)
  record.averagePrice = ((record.averagePrice ?? 0) * before + fill.price * fill.shares) / (before + fill.shares)
  const whole = order.state === 'filled'
  record.state = whole ? 'filled' : 'partially-filled'
  record.status = whole ? 'filled' : 'partially_filled'
  if (whole) {
    record.shares = record.filled
    close(account, record, order)
  }
  account.held.set(order.listing, account.driven.exchange.shares(order.listing))
  const told = fillOf(account, record, fill, at)
  account.act({ kind: 'fill', id: `fill-${told.executionId}`, at, fill: told })
  account.tell(whole ? 'fill' : 'partial_fill', record, at, told)
}

function fillOf({ body }: LiveAccount, record: OrderRecord, { executionId, shares, price, fee }: Fill, at: Instant): BrokerFill {
  const { id, clientOrderId, symbol, side, filled: cumulative } = record
  return {
    executionId: `${body.since.toString(36)}-${executionId}`,
    orderId: id,
    clientOrderId,
    symbol,
    side,
    shares,
    price,
    cumulative,
    fee,
    at,
  }
}

function ended(account: LiveAccount, order: Order, state: 'canceled' | 'expired', reason: string | null, at: Instant): void {
  const record = account.byCore.get(order.id)!
  endRecord(account, record, state, reason, at)
  for (const leg of account.legsOf(record)) {
    if (leg.core === null && !hasEnded(leg)) endRecord(account, leg, 'canceled', 'its entry did not fill', at)
  }
}

export function endRecord(
  account: LiveAccount,
  record: OrderRecord,
  state: 'canceled' | 'expired',
  reason: string | null,
  at: Instant,
): void {
  const order = record.core === null ? undefined : account.coreOrders.get(record.core)
  if (order) close(account, record, order)
  record.state = state
  record.status = state
  record.reason = reason
  account.tell(state, record, at)
}

function close(account: LiveAccount, record: OrderRecord, order: Order): void {
  // An entry that fills at once is over before its legs go live.
  if (record.orderClass !== 'simple') account.entries.set(order.id, record)
  record.stop = order.stop
  account.byCore.delete(order.id)
  account.coreOrders.delete(order.id)
  record.core = null
}

/** The exchange changed an order by itself: a split, a dividend, a leg that follows its entry, a group filled in part. */
function restated(account: LiveAccount, order: Order, reason: string | null, at: Instant): void {
  const record = account.byCore.get(order.id)
  if (!record || account.changing) return
  if (record.notional === null) record.shares = snapShares(order.shares - record.base)
  record.limit = order.limit
  record.stop = order.stop
  record.trail = order.trail
  record.reason = reason
  account.tell('restated', record, at)
}

function split(account: LiveAccount, { listing, shares, cash: amount }: ExchangeEvent & { type: 'split' }, at: Instant): void {
  const before = account.held.get(listing) ?? 0
  account.held.set(listing, shares)
  const symbol = account.driven.exchange.listings[listing].symbol
  account.act({
    kind: 'shares',
    id: nextId(account, 'split'),
    at,
    what: 'split',
    symbol,
    shares: snapShares(shares - before),
    amount,
  })
}

function cash(
  account: LiveAccount,
  what: 'dividend' | 'borrow' | 'interest',
  listing: number | null,
  amount: number,
  at: Instant,
): void {
  const symbol = listing === null ? null : account.driven.exchange.listings[listing].symbol
  account.act({ kind: 'cash', id: nextId(account, what), at, what, symbol, amount })
}

function nextId({ body }: LiveAccount, what: string): string {
  return `${what}-${body.since.toString(36)}-${body.nextActivity++}`
}
