import type { OwnOrder } from '../../engine/orders/types.ts'
import { hasEnded } from '../../market/orders.ts'
import type { Context } from '../context.ts'
import { defineOperation, OpenbellError, z } from '../operation.ts'
import { isProgram } from '../permit.ts'
import { modeFields, modeOf } from './desk/answer.ts'
import type { Desk } from './desk/desk.ts'
import { accountInput, SENDS_TO_THE_END } from './desk/input.ts'
import { withDesk } from './desk/with-desk.ts'
import { findOrder } from './ticket/find-order.ts'
import { handOf } from './ticket/hand.ts'
import { orderAnswer, orderOutput } from './ticket/order-output.ts'
import { settleMs } from './ticket/send.ts'

/** Takes orders back. Never blocked by a risk limit. */
export const tradeCancel = defineOperation({
  name: 'trade.cancel',
  toolset: 'orders',
  summary: 'Cancel an order, or all of ours; no limit ever blocks it.',
  effect: 'trade',
  onLive: 'live',
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
      { begins: true, onlyOut: true, stopsOnly: true },
    ),
})

/** Of a live account a program takes back what would add risk, and nothing that takes risk away. */
function refuseProtection(wanted: readonly OwnOrder[], foreign: boolean): void {
  const kept = wanted.find((one) => one.reduces || one.leg !== null || one.foreign)
  if (!kept && !foreign) return
  const what = kept ? `order ${kept.clientOrderId} is no entry of ours` : 'orders made elsewhere are not ours'
  const message = `${what}: on a live account a program cancels only orders that would add to a position`
  throw new OpenbellError('denied', message, `openbell trade cancel ${kept?.clientOrderId ?? 'all'} --mode live --live`)
}

async function cancel(context: Context, { path }: Desk, id: string, foreign: boolean): Promise<OwnOrder[]> {
  const wanted = id === 'all' ? path.books.openOrders().filter((one) => foreign || !one.foreign) : [findOrder(path, id, 'open')]
  const ended = wanted.find((one) => hasEnded(one))
  if (ended)
    throw new OpenbellError('rejected', `order ${ended.clientOrderId} is ${ended.state} already`, 'openbell trade orders')
  if (isProgram(context.caller) && path.mode === 'live') refuseProtection(wanted, foreign)
  if (context.dryRun) return wanted
  const asked =
    id === 'all'
      ? await path.cancelAll(handOf(context).reason, { foreign, entriesOnly: false }, context.signal)
      : [await path.cancel(wanted[0].clientOrderId, handOf(context).reason, context.signal)]
  return Promise.all(asked.map((one) => path.settle(one.clientOrderId, settleMs(context), context.signal)))
}
