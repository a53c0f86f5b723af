import { defineOperation, OpenbellError, z } from '../operation.ts'
import { modeFields, modeOf } from './desk/answer.ts'
import { accountInput } from './desk/input.ts'
import { withDesk } from './desk/with-desk.ts'
import { journalLine, journalLineOutput } from './journal-line.ts'
import { findOrder, orderIdInput } from './ticket/find-order.ts'
import { orderAnswer, orderOutput } from './ticket/order-output.ts'

/** One order with its journal: every transition, when it happened and when we knew. */
export const tradeOrder = defineOperation({
  name: 'trade.order',
  toolset: 'orders',
  summary: 'Show one order and its journal: every step with the time it happened and the time it was known.',
  effect: 'read',
  input: z.strictObject({ id: orderIdInput, ...accountInput }),
  output: z.strictObject({
    ...modeFields,
    order: orderOutput.describe('The order as it stands'),
    journal: z.array(journalLineOutput).describe('What happened to it, in order'),
  }),
  examples: [{ title: 'The order made last', input: { id: 'last' } }],
  fault: ({ order }) =>
    order.state === 'unknown' || order.state === 'submitted'
      ? new OpenbellError('unavailable', `nobody knows yet whether ${order.clientOrderId} arrived`, 'openbell trade reconcile')
      : null,
  run: (context, input) =>
    withDesk(
      context,
      input,
      'trade order',
      async ({ broker, path }) => {
        const { clientOrderId } = findOrder(path, input.id)
        const journal = (await context.store()).journal.of(path.account, clientOrderId).map(journalLine)
        return {
          ...modeOf(broker),
          order: orderAnswer(path.books.orders.get(clientOrderId) ?? path.find(clientOrderId), path.books),
          journal,
        }
      },
      { readOnly: true },
    ),
})
