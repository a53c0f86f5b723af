import { sameShares, snapShares } from '../../../exchange/account/money.ts'
import type { BrokerFill, BrokerOrder } from '../../../ports/broker.ts'
import { fillKeys } from '../journal.ts'
import type { OwnOrder } from '../types.ts'

/** One order in the books, with what is known of it besides. `order` is never changed in place: whoever holds an older one may compare. */
export interface OrderRecord {
  order: OwnOrder
  /** Ended by the broker's word or by its fills: for ever. What we concluded ourselves yields to what the broker tells. */
  final: boolean
  /** Known by a fill alone: its real client order id may still be told. */
  nameless: boolean
  /** Counted as an entry that was sent. */
  sent: boolean
  /** Why we asked to cancel it: said where the broker gives no reason. */
  cancelReason: string | null
  fills: { shares: number; price: number; keys: Set<string> }
  /** The most that the broker said is filled, its price, and how new what it told is. */
  told: { filled: number; price: number | null; updatedAt: number }
  /** Filled shares that the positions held already when the books began to follow the order. */
  counted: number
}

export function newRecord(order: OwnOrder): OrderRecord {
  return {
    order,
    final: false,
    nameless: false,
    sent: false,
    cancelReason: null,
    fills: { shares: 0, price: Number.NaN, keys: new Set() },
    told: { filled: 0, price: null, updatedAt: Number.NEGATIVE_INFINITY },
    counted: 0,
  }
}

/** False when the execution is counted already; any of its keys tells, and those it adds are remembered. */
export function addFill({ fills }: OrderRecord, fill: BrokerFill): boolean {
  const keys = fillKeys(fill)
  const known = keys.some((key) => fills.keys.has(key))
  for (const key of keys) fills.keys.add(key)
  if (known) return false
  joinFills(fills, fill.shares, fill.price)
  return true
}

/** The mean price of one fill is its price to the last bit. */
function joinFills(fills: OrderRecord['fills'], shares: number, price: number): void {
  const sum = snapShares(fills.shares + shares)
  fills.price = fills.shares === 0 ? price : (fills.price * fills.shares + price * shares) / sum
  fills.shares = sum
}

/** Notes how much the broker says is filled; less than before is old news. */
export function addTold({ told }: OrderRecord, { filled, averagePrice, updatedAt }: BrokerOrder): void {
  if (filled >= told.filled) {
    told.price = averagePrice ?? told.price
    told.filled = filled
  }
  told.updatedAt = Math.max(told.updatedAt, updatedAt ?? Number.NEGATIVE_INFINITY)
}

/** What a nameless order has collected goes to the order that it turned out to be. */
export function merge(into: OrderRecord, from: OrderRecord): void {
  for (const key of from.fills.keys) into.fills.keys.add(key)
  if (from.fills.shares > 0) joinFills(into.fills, from.fills.shares, from.fills.price)
}

/** Filled shares and their mean price: from fills, or what the broker says where that is more (its fills are still to come). */
export function filledOf({ fills, told }: OrderRecord): { filled: number; averagePrice: number | null } {
  if (told.filled > fills.shares && !sameShares(told.filled, fills.shares, told.filled)) {
    return { filled: told.filled, averagePrice: told.price ?? (fills.shares > 0 ? fills.price : null) }
  }
  return { filled: fills.shares, averagePrice: fills.shares > 0 ? fills.price : null }
}

/** Shares that the broker said are filled while their fills are still to come: no position has them yet. */
export function unbookedOf({ fills, told, counted }: OrderRecord): number {
  return Math.max(0, snapShares(told.filled - counted - fills.shares))
}

/** True when nothing of the order's size is left. */
export function isComplete({ order: { shares } }: OrderRecord, filled: number): boolean {
  return shares !== null && filled > 0 && (filled >= shares || sameShares(filled, shares, shares))
}

/** Shares that filled after the order had ended otherwise; 0 when the broker's own count includes them. */
export function lateShares({ order, final, fills, told }: OrderRecord): number {
  if (!final || order.state === 'filled') return 0
  const late = snapShares(fills.shares - told.filled)
  return late > 0 && !sameShares(fills.shares, told.filled, fills.shares) ? late : 0
}
