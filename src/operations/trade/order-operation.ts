import type { Side } from '../../market/orders.ts'
import { normalizeSymbol } from '../../market/symbols.ts'
import type { Context } from '../context.ts'
import { newIntentId } from './intent-id.ts'
import type { OrderInput } from './order-input.ts'
import { checkOrder, orderIntent } from './order-intent.ts'
import { previewed, type SentOutput, sent } from './send.ts'
import { withDesk } from './with-desk.ts'

/** What `trade buy` and `trade sell` do: a preview, or with `--execute` the order. */
export async function buyOrSell(context: Context, side: Side, input: OrderInput): Promise<SentOutput> {
  checkOrder(side, input)
  const sends = input.execute && !context.dryRun
  return withDesk(context, input, `trade ${side}`, async (desk) => {
    const held = desk.path.books.shares(normalizeSymbol(input.symbol))
    const intent = orderIntent(side, input, held, newIntentId())
    return sends ? sent(context, desk, intent) : previewed(context, desk, intent, { keep: true })
  })
}
