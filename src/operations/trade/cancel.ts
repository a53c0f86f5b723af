import type { OwnOrder } from '../../engine/orders/types.ts'
import { hasEnded } from '../../market/orders.ts'
import type { Context } from '../context.ts'
import { defineOperation, OpenbellError, z } from '../operation.ts'
import { modeFields, modeOf } from './desk/answer.ts'
import type { Desk } from './desk/desk.ts'
import { accountInput, SENDS_TO_THE_END } from './desk/input.ts'
import { withDesk } from './desk/with-desk.ts'
import { findOrder } from './ticket/find-order.ts'
import { orderAnswer, orderOutput } from './ticket/order-output.ts'
import { settleMs } from './ticket/send.ts'

/** Takes orders back. Never blocked by a risk limit. */
export const tradeCancel = defineOperation({
  name: 'trade.cancel',
  toolset: 'orders',
  summary: 'Cancel an order, or all of ours; no limit ever blocks it.',
  effect: 'trade',
  deadlineMs: SENDS_TO_THE_END,
  input: z.strictObject({
    id: z
      .string()
      .min(1)
      .describe("Order: our id or the broker's, the beginning of one, last, or all")
      .meta({ positional: true }),
    foreign: z.boolean().default(false).describe('With all: also orders made elsewhere in the same account'),
    ...accountInput,
  }),
  output: z.strictObject({
    ...modeFields,
    orders: z.array(orderOutput).describe('The orders asked for, with their states a moment later'),
  }),
  examples: [{ title: 'Take everything of ours back', input: { id: 'all' } }],
  fault: ({ orders }) => {
    const open = orders.filter((one) => !hasEnded(one))
    if (open.length === 0) return null
    const ids = open.map((one) => one.clientOrderId).join(', ')
    const message = `not yet canceled: ${ids}; the broker has not acknowledged it, and it may still fill`
    return new OpenbellError('unavailable', message, 'openbell trade orders')
  },
  run: (context, input) =>
    withDesk(
      context,
      input,
      'trade cancel',
      async (desk) => {
        const asked = await cancel(context, desk, input.id, input.foreign)
        const { broker, path } = desk
        return { ...modeOf(broker), orders: asked.map((one) => orderAnswer(one, path.books)) }
      },
      { begins: true, onlyOut: true },
    ),
})

async function cancel(context: Context, { path }: Desk, id: string, foreign: boolean): Promise<OwnOrder[]> {
  const wanted = id === 'all' ? path.books.openOrders().filter((one) => foreign || !one.foreign) : [findOrder(path, id, 'open')]
  const ended = wanted.find((one) => hasEnded(one))
  if (ended)
    throw new OpenbellError('rejected', `order ${ended.clientOrderId} is ${ended.state} already`, 'openbell trade orders')
  if (context.dryRun) return wanted
  const asked =
    id === 'all'
      ? await path.cancelAll('by hand', { foreign, entriesOnly: false }, context.signal)
      : [await path.cancel(wanted[0].clientOrderId, 'by hand', context.signal)]
  return Promise.all(asked.map((one) => path.settle(one.clientOrderId, settleMs(context), context.signal)))
}
