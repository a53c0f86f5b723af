import type { OrderPath, OwnOrder } from '../../../engine/orders/types.ts'
import { OpenbellError, z } from '../../operation.ts'

/** An order as an argument. */
export const orderIdInput = z
  .string()
  .min(1)
  .describe("Order: our id or the broker's, the beginning of one, or last")
  .meta({ positional: true })

/** The order named, or by `last` the newest one that is no leg. @throws OpenbellError not-found, usage when several begin so */
export function findOrder(path: OrderPath, id: string, among: 'all' | 'open' = 'all'): OwnOrder {
  if (id !== 'last') return path.find(id)
  const meant = among === 'all' ? [...path.books.orders.values()] : path.books.openOrders()
  const last = newestFirst(meant.filter((one) => one.leg === null)).at(0)
  if (!last && among === 'open') throw new OpenbellError('not-found', 'no order is open', 'openbell trade orders --all')
  if (!last) throw new OpenbellError('not-found', 'there is no order yet', 'openbell trade buy SYMBOL QTY --limit PRICE')
  return last
}

/** Newest first; of one instant the one the journal told last. */
export function newestFirst(orders: OwnOrder[]): OwnOrder[] {
  return orders.reverse().sort((a, b) => b.intendedAt - a.intendedAt)
}
