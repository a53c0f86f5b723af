import { iso } from '../../core/time.ts'
import type { Store } from '../../ports/store.ts'
import { addToAudit } from '../audit/record.ts'
import type { Context } from '../context.ts'
import { defineOperation, z } from '../operation.ts'
import { nameOf } from '../stream/account-side.ts'
import { modeFields } from './desk/answer.ts'
import { accountInput } from './desk/input.ts'
import { declineProposal } from './ticket/decline.ts'
import type { KeptProposal } from './ticket/proposals.ts'
import { isOfProgram, waitingAnswer, waitingOutput } from './ticket/waiting.ts'

const declineOutput = waitingOutput.omit({ expiresAt: true }).extend({
  mode: modeFields.mode,
  broker: modeFields.broker,
  account: z.string().describe('Account it was proposed for: its name or number, of a live one the last four'),
  declinedAt: z.string().nullable().describe('When it was declined (ISO 8601 UTC); null in a dry run: it still waits'),
  again: z.boolean().describe('It was declined before, and stays as it was'),
})
export type DeclineOutput = z.output<typeof declineOutput>

/**
 * A person's no to what waits: from then on nobody sends it, and the program that asked hears so. It opens no account and asks nothing of
 * one, since it only takes risk away: what keeps a live account shut does not keep a proposal open.
 */
export const tradeDecline = defineOperation({
  name: 'trade.decline',
  toolset: 'orders',
  summary: 'Decline an order that waits to be approved: it is never sent, and who proposed it is told so.',
  effect: 'write',
  only: 'people',
  input: z.strictObject({
    id: z.string().min(4).describe('Id of the preview, or its beginning; trade approve lists them').meta({ positional: true }),
    // Not asked for: whoever was told the words that approve changes one of them.
    ...accountInput,
  }),
  output: declineOutput,
  examples: [{ title: 'Not this one', input: { id: '3f2a91c0' } }],
  async run(context, { id }) {
    const store = await context.store()
    return store.transaction(() => declined(context, store, id))
  },
})

/** The refusal and its entry in the audit stand together. */
function declined(context: Context, store: Store, id: string): DeclineOutput {
  const { dryRun } = context
  const { proposal, again } = declineProposal(store, id, context.clock.now(), { dryRun })
  if (!dryRun && !again && isOfProgram(proposal)) record(context, store, proposal)
  const { expiresAt: _, ...order } = waitingAnswer(store, proposal)
  const { declinedAt } = proposal
  return { ...placeOf(proposal), ...order, declinedAt: declinedAt === null ? null : iso(declinedAt), again }
}

function record(context: Context, store: Store, { id, account, client, intent }: KeptProposal): void {
  addToAudit(context, store, {
    tool: 'trade.decline',
    effect: 'trade',
    arguments: { id },
    mode: modeIn(account),
    outcome: 'declined',
    detail: `preview ${id} of ${client ?? 'a program'}: ${intent.side} ${intent.symbol}`,
  })
}

/** Mode and broker by the account's key: no broker is asked. */
function placeOf({ account }: KeptProposal): Pick<DeclineOutput, 'mode' | 'broker' | 'account'> {
  const mode = modeIn(account)
  return { mode, broker: account.startsWith('alpaca') ? 'alpaca' : 'simulated', account: nameOf(account, mode) }
}

function modeIn(account: string): 'paper' | 'live' {
  return /^[^:]*-live:/.test(account) ? 'live' : 'paper'
}
