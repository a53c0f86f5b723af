import type { Side } from '../../../market/orders.ts'
import { normalizeSymbol } from '../../../market/symbols.ts'
import type { Context } from '../../context.ts'
import type { Desk } from '../desk/desk.ts'
import { withDesk } from '../desk/with-desk.ts'
import { newIntentId } from './intent-id.ts'
import type { OrderInput } from './order-input.ts'
import { checkOrder, orderIntent } from './order-intent.ts'
import { previewed, type SentOutput, sent } from './send.ts'

/** What `trade buy` and `trade sell` do: a preview, or with `--execute` the order. */
export async function buyOrSell(context: Context, side: Side, input: OrderInput): Promise<SentOutput> {
  checkOrder(side, input)
  const sends = input.execute && !context.dryRun
  return withDesk(context, input, `trade ${side}`, async (desk) => {
    const held = await heldShares(context, desk, normalizeSymbol(input.symbol))
    const intent = orderIntent(side, input, held, newIntentId(context))
    return sends ? sent(context, desk, intent) : previewed(context, desk, intent, { keep: true })
  })
}

/** Signed shares by our books, or by the broker while nothing has been done on the account yet. */
export async function heldShares({ signal }: Context, { path, broker }: Desk, symbol: string): Promise<number> {
  if (path.books.isOpen) return path.books.shares(symbol)
  return (await broker.positions(signal)).find((one) => one.symbol === symbol)?.shares ?? 0
}
