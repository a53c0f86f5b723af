import type { OrderPath } from '../../engine/orders/types.ts'
import type { Broker } from '../../ports/broker.ts'
import type { Context } from '../context.ts'
import { defineOperation, z } from '../operation.ts'
import { modeFields, modeOf } from './desk/answer.ts'
import { accountInput } from './desk/input.ts'
import { withDesk } from './desk/with-desk.ts'
import { newestFirst } from './ticket/find-order.ts'
import { brokerOrderAnswer, type OrderOutput, orderAnswer, orderOutput } from './ticket/order-output.ts'

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
        const all = await ordersOf(context, path, input.all)
        const orders = all.slice(0, input.limit)
        return { ...modeOf(broker), orders, left: all.length - orders.length }
      },
      { readOnly: true },
    ),
})

/** Orders of an account, newest first: by our books, by the broker alone while nothing was done on it. */
export async function ordersOf(context: Context, path: OrderPath, all: boolean): Promise<OrderOutput[]> {
  return path.books.isOpen ? ofBooks(path, all) : ofBroker(context, path.broker, all)
}

function ofBooks({ books }: OrderPath, all: boolean): OrderOutput[] {
  return newestFirst(all ? [...books.orders.values()] : books.openOrders()).map((one) => orderAnswer(one, books))
}

async function ofBroker(context: Context, broker: Broker, all: boolean): Promise<OrderOutput[]> {
  return (await broker.orders({ status: all ? 'all' : 'open' }, context.signal)).map(brokerOrderAnswer)
}
