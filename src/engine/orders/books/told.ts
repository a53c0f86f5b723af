import { hasEnded } from '../../../market/orders.ts'
import type { BrokerOrder } from '../../../ports/broker.ts'
import type { OwnOrder } from '../types.ts'
import { isComplete, type OrderRecord } from './record.ts'

/** An order's own terms. */
export function termsOf({ shares, notional, type, limit, stop, trail, tif, extended }: OwnOrder): Partial<OwnOrder> {
  return { shares, notional, type, limit, stop, trail, tif, extended }
}

/** What of the order's own terms the broker says; an order that it ended keeps the terms it had. */
export function detailsOf(told: BrokerOrder, { order }: OrderRecord): Partial<OwnOrder> {
  const shares = told.shares ?? order.shares
  const { notional, type, limit, stop, trail, tif, extended, status } = told
  return { shares, notional, type, limit, stop, trail, tif, extended, status }
}

/** The state that an order is in by what the broker says and what its fills come to. */
export function stateTold(told: BrokerOrder, filled: number, record: OrderRecord): Partial<OwnOrder> {
  if (hasEnded(told)) {
    const asked = told.state === 'canceled' ? record.cancelReason : null
    return { state: told.state, status: told.status, reason: told.reason ?? asked }
  }
  if (isComplete(record, record.fills.shares)) return { state: 'filled', reason: null }
  return { state: filled > 0 || told.state === 'partially-filled' ? 'partially-filled' : 'accepted', reason: told.reason }
}
