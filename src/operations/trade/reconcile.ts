import { iso } from '../../core/time.ts'
import type { Reconciliation } from '../../engine/orders/types.ts'
import { defineOperation, OpenbellError, z } from '../operation.ts'
import { modeFields, modeOf } from './desk/answer.ts'
import { accountInput } from './desk/input.ts'
import { requirePerson } from './desk/person.ts'
import { withDesk } from './desk/with-desk.ts'
import { orderStateOutput } from './ticket/order-output.ts'

const either = z.union([z.number().describe('A number'), z.string().describe('A word')]).nullable()

const reconciliationOutput = z.strictObject({
  at: z.string().describe('When it was compared (ISO 8601 UTC)'),
  agreed: z.boolean().describe('Our books and the broker agree now'),
  differences: z
    .array(
      z.strictObject({
        what: z.enum(['position', 'cash', 'order', 'average-price']).describe('What differs'),
        symbol: z.string().nullable().describe('Symbol'),
        clientOrderId: z.string().nullable().describe('Order'),
        ours: either.describe('In our books'),
        brokers: either.describe('At the broker'),
        explained: z.boolean().describe("True when the broker's own orders and activities account for it, and it was taken over"),
        message: z.string().describe('In words'),
      }),
    )
    .describe('Every difference that was found'),
  sentence: z.string().nullable().describe('What is wrong and what resolves it; null when agreed'),
  settled: z
    .array(
      z.strictObject({
        clientOrderId: z.string().describe('Order'),
        state: orderStateOutput,
        message: z.string().describe('What became of it'),
      }),
    )
    .describe('Orders whose fate was unknown'),
})

function reconciliationAnswer({ at, ...rest }: Reconciliation): z.input<typeof reconciliationOutput> {
  return { at: iso(at), ...rest }
}

/** Compares our books with the broker, takes over what is explained, and names the rest. */
export const tradeReconcile = defineOperation({
  name: 'trade.reconcile',
  toolset: 'orders',
  summary: 'Compare our books with the broker; --accept takes an unexplained difference over, with a name and a reason.',
  effect: 'trade',
  only: 'people',
  input: z.strictObject({
    accept: z.boolean().default(false).describe('Let the books begin anew with what the broker holds'),
    by: z.string().min(1).optional().describe('Who accepts it'),
    reason: z.string().min(1).optional().describe('Why the difference is right'),
    ...accountInput,
  }),
  output: z.strictObject({ ...modeFields, ...reconciliationOutput.shape }),
  examples: [{ title: 'Do our books and the broker agree?', input: {} }],
  fault: ({ agreed, sentence }) =>
    agreed ? null : new OpenbellError('diverged', sentence ?? 'our books and the broker disagree', 'openbell trade status'),
  run: (context, input) =>
    withDesk(
      context,
      input,
      'trade reconcile',
      async ({ path, broker }) => {
        // Opening has compared already, and told what it settled and explained.
        const { opening } = path
        if (!input.accept || opening.agreed) return { ...modeOf(broker), ...reconciliationAnswer(opening) }
        const again = 'openbell trade reconcile --accept --by NAME --reason TEXT'
        const accept = await requirePerson(context, input, 'What is the reason to accept it', again)
        if (context.dryRun) return { ...modeOf(broker), ...reconciliationAnswer(opening) }
        return { ...modeOf(broker), ...reconciliationAnswer(await path.reconcile({ accept }, context.signal)) }
      },
      { begins: true },
    ),
})
