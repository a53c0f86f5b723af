import { defineOperation, z } from '../operation.ts'
import { accountInput, SENDS_TO_THE_END } from './desk/input.ts'
import { withDesk } from './desk/with-desk.ts'
import { readProposal, takeProposal } from './ticket/proposals.ts'
import { previewed, sent, sentFault, sentOutput } from './ticket/send.ts'

/** Sends what a preview kept, once. Judged anew: the market may have moved since. */
export const tradeApprove = defineOperation({
  name: 'trade.approve',
  toolset: 'orders',
  summary: 'Send an order that was previewed or proposed; it is judged anew by the market of this moment.',
  effect: 'trade',
  only: 'people',
  deadlineMs: SENDS_TO_THE_END,
  input: z.strictObject({
    id: z.string().min(4).describe('Id of the preview, or its beginning').meta({ positional: true }),
    ...accountInput,
  }),
  output: sentOutput,
  examples: [{ title: 'Send what was shown', input: { id: '3f2a91c0' } }],
  fault: sentFault,
  run: (context, input) =>
    withDesk(context, input, 'trade approve', async (desk) => {
      const store = await context.store()
      const now = context.clock.now()
      if (context.dryRun)
        return previewed(context, desk, readProposal(store, desk.path.account, input.id, now).intent, { keep: false })
      return sent(context, desk, takeProposal(store, desk.path.account, input.id, now))
    }),
})
