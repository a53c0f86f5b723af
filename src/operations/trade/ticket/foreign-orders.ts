import type { OrderPath, OwnOrder } from '../../../engine/orders/types.ts'

/** What to type when orders made elsewhere hold the shares that shall be sold. */
export const CANCEL_FOREIGN = 'openbell trade cancel all --foreign, then again'

/** Open orders made elsewhere in the same account: nothing of ours touches them unless it is said. */
export function foreignOrders({ books }: OrderPath, symbol: string | null = null): OwnOrder[] {
  return books.openOrders().filter((one) => one.foreign && (symbol === null || one.symbol === symbol))
}
