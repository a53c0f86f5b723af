import { OpenbellError } from '../../core/errors.ts'
import type { Books } from './books.ts'
import type { OwnOrder } from './types.ts'

/** An order by client order id, broker id, or a beginning of one that only one order has. */
export function findOrder(books: Books, id: string): OwnOrder {
  const exact = books.orders.get(id) ?? books.orders.get(`ob-${id}`) ?? books.orders.get(books.byBrokerId.get(id) ?? '')
  if (exact) return exact
  const begins = (text: string | null) => text !== null && (text.startsWith(id) || text.startsWith(`ob-${id}`))
  const found = [...books.orders.values()].filter((one) => begins(one.clientOrderId) || begins(one.brokerId))
  // The ids of legs begin like that of their entry, which is meant then.
  const heads = found.filter(({ parent }) => !found.some((other) => other.clientOrderId === parent))
  if (heads.length === 1) return heads[0]
  if (found.length > 1) {
    throw new OpenbellError(
      'usage',
      `'${id}' begins the ids of ${found.length} orders`,
      'write more of it: openbell trade orders --all',
    )
  }
  throw new OpenbellError('not-found', `this account has no order '${id}'`, 'openbell trade orders --all')
}
