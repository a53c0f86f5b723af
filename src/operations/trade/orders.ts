import { defineOperation, z } from '../operation.ts'
import { modeFields, modeOf } from './answer.ts'
import { newestFirst } from './find-order.ts'
import { accountInput } from './input.ts'
import { orderAnswer, orderOutput } from './order-output.ts'
import { withDesk } from './with-desk.ts'

/** Orders of the account, newest first. */
export const tradeOrders = defineOperation({
  name: 'trade.orders',
  toolset: 'orders',
  summary: 'List open orders, or all of them.',
  effect: 'read',
  input: z.strictObject({
    all: z.boolean().default(false).describe('Orders that have ended too'),
    limit: z.int().min(1).max(5000).default(50).describe('Most orders to list, newest first'),
    ...accountInput,
  }),
  output: z.strictObject({
    ...modeFields,
    orders: z.array(orderOutput).describe('Orders, newest first'),
    left: z.int().describe('Older ones that were not listed'),
  }),
  examples: [
    { title: 'What is open', input: {} },
    { title: 'Everything, denied and filled ones too', input: { all: true } },
  ],
  run: (context, input) =>
    withDesk(
      context,
      input,
      'trade orders',
      async ({ broker, path }) => {
        const found = newestFirst(input.all ? [...path.books.orders.values()] : path.books.openOrders())
        const orders = found.slice(0, input.limit).map((one) => orderAnswer(one, path.books))
        return { ...modeOf(broker), orders, left: found.length - orders.length }
      },
      { readOnly: true },
    ),
})
