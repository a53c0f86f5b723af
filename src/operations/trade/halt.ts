import { defineOperation, z } from '../operation.ts'
import { modeFields, modeOf } from './answer.ts'
import { accountInput } from './input.ts'
import { orderAnswer, orderOutput } from './order-output.ts'
import { stateAnswer, stateOutput } from './state-output.ts'
import { withDesk } from './with-desk.ts'

/** The kill switch: no entry is sent from now on by any process of this account, and resting entries are canceled. */
export const tradeHalt = defineOperation({
  name: 'trade.halt',
  toolset: 'orders',
  summary: 'Stop entries at once, in every process of the account, and cancel resting ones; exits and cancels go on.',
  effect: 'trade',
  input: z.strictObject({
    by: z.string().min(1).default('openbell trade halt').describe('Who halts'),
    reason: z.string().min(1).default('by hand').describe('Why, for the journal'),
    reducing: z.boolean().default(false).describe('Softer: what lowers a position is still sent, and nothing is canceled'),
    ...accountInput,
  }),
  output: z.strictObject({
    ...modeFields,
    trading: stateOutput,
    canceled: z.array(orderOutput).describe('Resting entries for which a cancel was asked (in a dry run: would be)'),
  }),
  examples: [{ title: 'Stop', input: { reason: 'the news is not clear' } }],
  run: (context, input) =>
    withDesk(context, input, 'trade halt', async ({ path, broker }) => {
      const entries = path.books.openOrders().filter((one) => !one.foreign && !one.reduces && one.leg === null)
      const canceled = context.dryRun || input.reducing ? [] : await path.halt(input.by, input.reason, context.signal)
      if (!context.dryRun && input.reducing) path.setState('reducing', input.by, input.reason)
      const shown = context.dryRun && !input.reducing ? entries : canceled
      const trading = stateAnswer(path, context.halted())
      return { ...modeOf(broker), trading, canceled: shown.map((one) => orderAnswer(one, path.books)) }
    }),
})
