import { OpenbellError } from '../../../core/errors.ts'
import { isEntry } from '../../../engine/resting.ts'
import { hasEnded } from '../../../market/orders.ts'
import type { DispatchParts } from './dispatch.ts'

/** Closes what the run's symbols hold and cancels what would open more; orders of other symbols in the account are left alone. Called until it is done. */
export async function closeAll({ run, path, origin, signal, tell }: DispatchParts, reason: string): Promise<void> {
  for (const [listing, symbol] of run.symbols.entries()) {
    try {
      for (const order of run.resting(listing)) {
        const own = path.books.orders.get(order.clientOrderId)
        if (isEntry(order) && own && !hasEnded(own)) await path.cancel(own.clientOrderId, reason, signal)
      }
      if (path.books.shares(symbol) === 0) continue
      const order = await path.close(symbol, null, { limit: null, reason, origin, extended: false }, signal)
      if (order === null) continue
      const { clientOrderId, side, shares, limit, state } = order
      if (state === 'denied' || state === 'rejected') throw new OpenbellError(state, order.reason ?? `the order was ${state}`)
      const price = limit === null ? 'at the market' : `at ${limit} at worst`
      const message = `${side} ${shares} ${symbol} ${price}: ${reason}`
      tell({ type: 'order', symbol, message, side, shares, limit, state, clientOrderId, reason })
    } catch (thrown) {
      if (!(thrown instanceof OpenbellError) || thrown.kind === 'canceled' || thrown.kind === 'internal') throw thrown
      tell({ type: 'alert', symbol, message: `${symbol} could not be closed: ${thrown.message}` })
    }
  }
}

/** What is still held or rests of the run's symbols, in words. */
export function whatIsOpen({ run, path }: Pick<DispatchParts, 'run' | 'path'>): string[] {
  const mine = new Set(run.symbols)
  const { books } = path
  const held = [...books.positions.values()]
    .filter(({ symbol }) => mine.has(symbol))
    .map(({ symbol, shares, averagePrice }) => `${shares} ${symbol} held at ${Number(averagePrice.toFixed(4))}`)
  const resting = books
    .openOrders()
    .filter((one) => mine.has(one.symbol) && !one.foreign)
    .map((one) => {
      const what = one.leg ?? (one.reduces ? 'exit' : 'entry')
      const price = one.limit ?? one.stop
      return `${what} ${one.side} ${one.shares} ${one.symbol}${price === null ? '' : ` at ${price}`} (${one.state})`
    })
  return [...held, ...resting]
}
