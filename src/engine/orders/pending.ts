import type { Side } from '../../market/orders.ts'
import type { OpposingOrder } from '../risk/types.ts'
import type { Books } from './books.ts'
import type { OwnOrder } from './types.ts'

/** What the open orders of an account may still do, as the gate counts it. */
export interface PendingOrders {
  /** Entries that may still fill, those without an answer too, with the shares that they would open; null for an order of dollars. */
  entries: { order: OwnOrder; shares: number | null }[]
  /** Shares of the symbol's position that open exits hold. */
  exitShares: number
  /** Open orders of the symbol on the other side. */
  opposing: OpposingOrder[]
}

/** Reads the books' open orders for a verdict about `symbol` and `side`. `except`: client order ids that the verdict itself is about. */
export function pendingOrders(books: Books, symbol: string, side: Side, except: ReadonlySet<string>): PendingOrders {
  const open = books.openOrders().filter((order) => !except.has(order.clientOrderId) && left(order) !== 0)
  const room = new Map<string, number>()
  const entries: PendingOrders['entries'] = []
  for (const order of open) {
    const opened = opens(books, order, room)
    if (opened !== 0) entries.push({ order, shares: opened })
  }
  const here = open.filter((order) => order.symbol === symbol)
  const opposing = here.filter((order) => order.side !== side && !isHeld(books, order))
  return {
    entries,
    exitShares: exitShares(books, here),
    opposing: opposing.map(({ clientOrderId, type, limit }) => ({ clientOrderId, type, limit })),
  }
}

/** Shares that may still fill; null for an order of dollars. */
function left({ shares, filled }: OwnOrder): number | null {
  return shares === null ? null : Math.max(0, shares - filled)
}

/** A leg whose entry has not filled: it waits for that and stands in nobody's way. */
function isHeld(books: Books, { parent }: OwnOrder): boolean {
  const entry = parent === null ? undefined : books.orders.get(parent)
  return entry !== undefined && !reducing(entry) && entry.filled === 0
}

function reducing({ reduces, leg }: OwnOrder): boolean {
  return reduces || leg !== null
}

function closing(books: Books, { symbol, side }: OwnOrder): boolean {
  const held = books.shares(symbol)
  return side === 'buy' ? held < 0 : held > 0
}

/**
 * Shares of an open order that would open a position. One that nobody marked as an exit (made elsewhere, say) and that points against the
 * position closes it first; `room` remembers what of each position such orders have used up.
 */
function opens(books: Books, order: OwnOrder, room: Map<string, number>): number | null {
  if (reducing(order)) return 0
  const shares = left(order)
  if (shares === null || !closing(books, order)) return shares
  const free = room.get(order.symbol) ?? Math.abs(books.shares(order.symbol))
  const closes = Math.min(free, shares)
  room.set(order.symbol, free - closes)
  return shares - closes
}

/** Exits of one group (the legs of one entry, a target and its stop) hold their shares once: one fills and the others end. */
function exitShares(books: Books, open: readonly OwnOrder[]): number {
  const groups = new Map<string, number>()
  for (const order of open) {
    if (!reducing(order) && !closing(books, order)) continue
    const group = order.parent ?? order.clientOrderId
    groups.set(group, Math.max(groups.get(group) ?? 0, holds(books, order)))
  }
  return [...groups.values()].reduce((sum, shares) => sum + shares, 0)
}

/** A leg holds no more than its entry has filled; an exit of dollars holds all there is. */
function holds(books: Books, order: OwnOrder): number {
  const shares = left(order) ?? Math.abs(books.shares(order.symbol))
  const entry = order.parent === null ? undefined : books.orders.get(order.parent)
  return entry === undefined || reducing(entry) ? shares : Math.min(shares, entry.filled)
}
