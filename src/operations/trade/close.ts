import { exitIntent } from '../../engine/orders/legs.ts'
import { normalizeSymbol } from '../../market/symbols.ts'
import { symbolInput } from '../common/shared.ts'
import type { Context } from '../context.ts'
import { defineOperation, OpenbellError, z } from '../operation.ts'
import { modeOf } from './desk/answer.ts'
import type { Desk } from './desk/desk.ts'
import { accountInput, SENDS_TO_THE_END } from './desk/input.ts'
import { withDesk } from './desk/with-desk.ts'
import { CANCEL_FOREIGN, foreignOrders } from './ticket/foreign-orders.ts'
import { handOf } from './ticket/hand.ts'
import { newIntentId } from './ticket/intent-id.ts'
import { executeInput } from './ticket/order-input.ts'
import { orderAnswer } from './ticket/order-output.ts'
import { previewed, type SentOutput, sentFault, sentOutput, settleMs } from './ticket/send.ts'

const closeInput = z.strictObject({
  symbol: symbolInput,
  shares: z.number().positive().optional().describe('A part of it; default all'),
  limit: z.number().positive().optional().describe('Limit price; default as a market order is sent'),
  extended: z.boolean().default(false).describe('May fill before and after the regular session (with --limit)'),
  execute: executeInput,
  ...accountInput,
})
type CloseInput = z.output<typeof closeInput>

/** Closes a position: what holds its shares is canceled first, and never more is sent than the broker says is held. */
export const tradeClose = defineOperation({
  name: 'trade.close',
  toolset: 'orders',
  summary: 'Close a position or a part of it; without --execute it shows the order.',
  effect: 'trade',
  deadlineMs: SENDS_TO_THE_END,
  input: closeInput,
  output: sentOutput,
  examples: [{ title: 'What closing it would be', input: { symbol: 'SIMALL' } }],
  fault: sentFault,
  followUp: ({ preview }, input) =>
    preview ? { question: 'Send it?', operation: 'trade.close', input: { ...input, execute: true } } : null,
  run: (context, input) =>
    withDesk(
      context,
      input,
      'trade close',
      async (desk) => {
        const symbol = normalizeSymbol(input.symbol)
        const held = desk.path.books.shares(symbol)
        if (held === 0) throw nothingHeld(symbol)
        if (!input.execute || context.dryRun) {
          const exits = desk.path.books.openOrders().filter((one) => one.symbol === symbol && !one.foreign)
          const insteadOf = exits.map((one) => one.clientOrderId)
          const wanted = input.shares ?? Math.abs(held)
          const intent = exitIntent(newIntentId(context), symbol, held, wanted, optionsOf(context, input))
          return previewed(context, desk, intent, { keep: false, insteadOf })
        }
        return closed(context, desk, symbol, input)
      },
      { begins: true, onlyOut: true },
    ),
})

async function closed(context: Context, desk: Desk, symbol: string, input: CloseInput): Promise<SentOutput> {
  const { path, broker, limits } = desk
  const order = await path.close(symbol, input.shares ?? null, optionsOf(context, input), context.signal)
  if (!order) throw nothingHeld(symbol)
  const elsewhere = foreignOrders(path, symbol)
  if (order.state === 'denied' && elsewhere.length > 0) {
    const ids = elsewhere.map((one) => one.clientOrderId).join(', ')
    const message = `${symbol} was not closed: ${order.reason ?? 'denied'} (made elsewhere: ${ids})`
    throw new OpenbellError('denied', message, CANCEL_FOREIGN)
  }
  const settled = await path.settle(order.clientOrderId, settleMs(context), context.signal)
  return { ...modeOf(broker), limits, order: orderAnswer(settled, path.books) }
}

function optionsOf(context: Context, { limit, extended }: CloseInput) {
  const { origin, reason } = handOf(context)
  return { limit: limit ?? null, reason: `close ${reason}`, origin, extended }
}

function nothingHeld(symbol: string): OpenbellError {
  return new OpenbellError('not-found', `${symbol}: nothing is held to close`, 'openbell trade positions')
}
