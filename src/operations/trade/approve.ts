import { iso } from '../../core/time.ts'
import type { Intent } from '../../engine/orders/types.ts'
import type { Store } from '../../ports/store.ts'
import { addToAudit } from '../audit/record.ts'
import type { Context } from '../context.ts'
import { defineOperation, z } from '../operation.ts'
import { modeOf } from './desk/answer.ts'
import type { Desk } from './desk/desk.ts'
import { accountInput, SENDS_TO_THE_END } from './desk/input.ts'
import { withDesk } from './desk/with-desk.ts'
import { type KeptProposal, readProposal, takeProposal } from './ticket/proposals.ts'
import { approvalOf, previewed, type SentOutput, sent, sentFault, sentOutput } from './ticket/send.ts'
import { isOfProgram, waitingAnswer, waitingOn, waitingOutput } from './ticket/waiting.ts'

const approveInput = z.strictObject({
  id: z
    .string()
    .min(4)
    .optional()
    .describe('Id of the preview, or its beginning; without it everything that waits is listed')
    .meta({ positional: true }),
  execute: z.boolean().default(false).describe('Send what a program proposed without showing it first (--yes = --execute)'),
  ...accountInput,
})
type ApproveInput = z.output<typeof approveInput>

const approveOutput = sentOutput.extend({
  proposed: waitingOutput
    .extend({ waitsMs: z.number().describe('Milliseconds until it expires') })
    .optional()
    .describe('With a preview: who proposed it, when and how'),
  waiting: z.array(waitingOutput).optional().describe('Without an id: orders that wait to be approved, newest first'),
})
export type ApproveOutput = z.output<typeof approveOutput>

/**
 * Sends what a preview kept, once. Judged anew: the market may have moved since. What a program proposed is shown first to a person at a
 * terminal, and the limits of programs hold for it.
 */
export const tradeApprove = defineOperation({
  name: 'trade.approve',
  toolset: 'orders',
  summary:
    'Send an order that was previewed or proposed, judged anew by the market of this moment; without an id, list what waits.',
  effect: 'trade',
  only: 'people',
  deadlineMs: SENDS_TO_THE_END,
  input: approveInput,
  output: approveOutput,
  examples: [
    { title: 'Who wants what sent?', input: {} },
    { title: 'Send what was shown', input: { id: '3f2a91c0' } },
  ],
  fault: sentFault,
  followUp(output, input) {
    const next = approvalOf(output, input)
    return next && { ...next, input: { ...next.input, execute: true } }
  },
  async run(context, input) {
    const { id } = input
    if (id === undefined) return withDesk(context, input, 'trade approve', (desk) => listed(context, desk), { readOnly: true })
    const ofProgram = await isProposedByProgram(context, id)
    const shows = ofProgram && context.interactive && !input.execute && !context.assumeYes
    const way = { ofProgram, readOnly: shows }
    return withDesk(context, input, 'trade approve', (desk) => approved(context, desk, { ...input, id, shows }), way)
  },
})

async function listed(context: Context, { path, broker, limits }: Desk): Promise<ApproveOutput> {
  const store = await context.store()
  return { ...modeOf(broker), limits, waiting: waitingOn(store, path.account, context.clock.now()) }
}

async function approved(
  context: Context,
  desk: Desk,
  { id, shows }: Pick<ApproveInput, 'execute'> & { id: string; shows: boolean },
): Promise<ApproveOutput> {
  const store = await context.store()
  const { account } = desk.path
  const proposal = readProposal(store, account, id, context.clock.now())
  if (context.dryRun || shows) {
    const answer = await previewed(context, desk, proposal.intent, { keep: false })
    return shown(answer, proposal, { ...waitingAnswer(store, proposal), waitsMs: proposal.expiresAt - context.clock.now() })
  }
  return sent(context, desk, take(context, store, proposal))
}

/** The preview of this moment, under the id that sends it. */
function shown(answer: SentOutput, { id, expiresAt }: KeptProposal, proposed: ApproveOutput['proposed']): ApproveOutput {
  const preview = answer.preview && { ...answer.preview, id, expiresAt: iso(expiresAt) }
  return { ...answer, ...(preview && { preview }), proposed }
}

/** What a person lets a program do stands beside what the program asked for: written with the approval, before anything is sent. */
function take(context: Context, store: Store, { id, account, origin, client, intent }: KeptProposal): Intent {
  return store.transaction(() => {
    const taken = takeProposal(store, account, id, context.clock.now())
    if (isOfProgram({ origin })) {
      const detail = `preview ${id} of ${client ?? 'a program'}: ${intent.side} ${intent.symbol}`
      addToAudit(context, store, { tool: 'trade.approve', effect: 'trade', arguments: { id }, outcome: 'approved', detail })
    }
    return taken
  })
}

async function isProposedByProgram(context: Context, id: string): Promise<boolean> {
  const proposal = (await context.store()).proposals.get(id)
  return proposal !== null && isOfProgram(proposal)
}
