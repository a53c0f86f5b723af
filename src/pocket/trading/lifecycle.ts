import type { Instant } from '../../core/time.ts'
import { snapShares } from '../../exchange/account/money.ts'
import type { Desk } from './desk.ts'
import type { DeskOrder } from './desk-order.ts'
import { hand, withdraw } from './hand.ts'
import { ENDED } from './wire-order.ts'

type End = 'canceled' | 'expired' | 'rejected' | 'replaced'

/** An order that was taken is now working. */
export function startWorking(desk: Desk, order: DeskOrder, at: Instant): void {
  if (order.status !== 'pending_new' && order.status !== 'accepted') return
  order.status = 'new'
  order.updatedAt = at
  desk.tell('new', order, at)
}

/** Ends an order that did not fill, tells it, and lets those that stand or fall with it follow. */
export function finish(desk: Desk, order: DeskOrder, status: End, at: Instant, reason: string | null): void {
  if (ENDED.has(order.status)) return
  order.status = status
  order.updatedAt = at
  order.reason = reason
  if (status === 'canceled') order.canceledAt = at
  else if (status === 'expired') order.expiredAt = at
  else if (status === 'rejected') order.failedAt = at
  else order.replacedAt = at
  desk.drop(order)
  desk.tell(status, order, at)
  if (status !== 'replaced') endGroup(desk, order, status === 'expired' ? 'expired' : 'canceled', at)
}

/** The cancel (or end) of one order of a group ends the rest; those that are matched expire by themselves when their time comes. */
function endGroup(desk: Desk, order: DeskOrder, status: 'canceled' | 'expired', at: Instant): void {
  const parent = order.parent ?? order
  for (const other of [parent, ...parent.legs]) {
    if (other === order || ENDED.has(other.status)) continue
    if (status === 'expired' && other.core) continue
    endNow(desk, other, status, at, `order ${order.id} of its group ${status}`)
  }
}

function endNow(desk: Desk, order: DeskOrder, status: 'canceled' | 'expired', at: Instant, reason: string): void {
  if (order.core && status === 'canceled') desk.exchange.cancel(order.core.id, at, reason)
  // What the core did not know as resting has no event of its own.
  finish(desk, order, status, at, reason)
}

/** Ends a good-till-canceled order whose days are over, and with it what stands or falls with it. */
export function outlive(desk: Desk, order: DeskOrder, at: Instant): void {
  if (ENDED.has(order.status)) return
  for (const one of [order, ...order.legs]) if (!ENDED.has(one.status)) withdraw(desk, one, at)
  finish(desk, order, 'expired', at, 'its days are over')
}

/** Takes an order out of the market at once. */
export function cancelNow(desk: Desk, order: DeskOrder, at: Instant, reason: string): void {
  endNow(desk, order, 'canceled', at, reason)
}

/** Brings held legs to life once their entry has filled as a whole; the two of a bracket cancel each other. */
export function activateLegs(desk: Desk, entry: DeskOrder, at: Instant): void {
  for (const leg of entry.legs) {
    if (leg.status !== 'held') continue
    leg.qty = snapShares(entry.carried + entry.filled)
    const core = hand(desk, leg, entry.legs.length > 1 ? `legs of ${entry.id}` : null, at)
    if (core.state === 'rejected') {
      finish(desk, leg, 'rejected', at, core.reason)
      continue
    }
    leg.status = 'new'
    leg.updatedAt = at
    desk.tell('new', leg, at)
  }
}
