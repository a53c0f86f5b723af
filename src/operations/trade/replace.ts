import type { BrokerOrderChanges } from '../../ports/broker.ts'
import { defineOperation, OpenbellError, z } from '../operation.ts'
import { modeFields, modeOf } from './desk/answer.ts'
import { accountInput, SENDS_TO_THE_END } from './desk/input.ts'
import { withDesk } from './desk/with-desk.ts'
import { findOrder, orderIdInput } from './ticket/find-order.ts'
import { handOf } from './ticket/hand.ts'
import { executeInput } from './ticket/order-input.ts'
import { orderAnswer, orderOutput } from './ticket/order-output.ts'
import { sentFault, settleMs } from './ticket/send.ts'
import { parseTrail } from './ticket/trail.ts'

const replaceInput = z.strictObject({
  id: orderIdInput,
  shares: z.number().positive().optional().describe('New size, what has filled included'),
  limit: z.number().positive().optional().describe('New limit price'),
  trigger: z.number().positive().optional().describe('New stop price'),
  trail: z.string().optional().describe('New distance of a trailing stop: 1% or 0.50'),
  tif: z.enum(['day', 'gtc', 'ioc', 'fok', 'opg', 'cls']).optional().describe('How long it is good'),
  execute: executeInput,
  ...accountInput,
})

/** Changes an open order: the broker makes a new one of it, which the gate judges like any other. */
export const tradeReplace = defineOperation({
  name: 'trade.replace',
  toolset: 'orders',
  summary: 'Change price, size or time of an open order; without --execute it shows what would change.',
  effect: 'trade',
  deadlineMs: SENDS_TO_THE_END,
  input: replaceInput,
  output: z.strictObject({
    ...modeFields,
    before: orderOutput.describe('The order as it stands'),
    changes: z
      .array(
        z.strictObject({
          field: z.string().describe('What changes'),
          from: z.string().nullable().describe('As it is; null = none'),
          to: z.string().describe('As it would be'),
        }),
      )
      .describe('What changes'),
    order: orderOutput.optional().describe('The new order; absent in a preview'),
  }),
  examples: [{ title: 'Another limit for the order made last: what would change', input: { id: 'last', limit: 101 } }],
  fault: sentFault,
  followUp: ({ order }, input) =>
    order ? null : { question: 'Replace it?', operation: 'trade.replace', input: { ...input, execute: true } },
  async run(context, input) {
    const changes = changesOf(input)
    return withDesk(
      context,
      input,
      'trade replace',
      async ({ path, broker }) => {
        const before = orderAnswer(findOrder(path, input.id, 'open'), path.books)
        const answer = { ...modeOf(broker), before, changes: describeChanges(before, input) }
        if (!input.execute || context.dryRun) return answer
        const { clientOrderId } = await path.replace(before.clientOrderId, changes, handOf(context).reason, context.signal)
        const settled = await path.settle(clientOrderId, settleMs(context), context.signal)
        return { ...answer, order: orderAnswer(settled, path.books) }
      },
      { begins: true },
    )
  },
})

type ReplaceInput = z.output<typeof replaceInput>

function changesOf({ shares, limit, trigger, trail, tif }: ReplaceInput): BrokerOrderChanges {
  const changes: BrokerOrderChanges = {
    ...(shares === undefined ? {} : { shares }),
    ...(limit === undefined ? {} : { limit }),
    ...(trigger === undefined ? {} : { stop: trigger }),
    ...(trail === undefined ? {} : { trail: parseTrail(trail) }),
    ...(tif === undefined ? {} : { tif }),
  }
  if (Object.keys(changes).length > 0) return changes
  throw new OpenbellError('usage', 'nothing to change was named', 'openbell trade replace ID --limit PRICE')
}

function describeChanges(before: z.output<typeof orderOutput>, input: ReplaceInput) {
  const pairs = [
    { field: 'shares', from: before.shares, to: input.shares },
    { field: 'limit', from: before.limit, to: input.limit },
    { field: 'stop', from: before.stop, to: input.trigger },
    { field: 'trail', from: before.trail, to: input.trail },
    { field: 'tif', from: before.tif, to: input.tif },
  ]
  return pairs.flatMap(({ field, from, to }) =>
    to === undefined ? [] : [{ field, from: from === null ? null : String(from), to: String(to) }],
  )
}
