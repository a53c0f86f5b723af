import { iso, MINUTE } from '../../core/time.ts'
import { clientOrderIdOf } from '../../engine/orders/request.ts'
import type { Context } from '../context.ts'
import { defineOperation, OpenbellError, z } from '../operation.ts'
import { modeOf } from '../trade/desk/answer.ts'
import type { Desk } from '../trade/desk/desk.ts'
import { SENDS_TO_THE_END } from '../trade/desk/input.ts'
import { withDesk } from '../trade/desk/with-desk.ts'
import { clientName } from '../trade/ticket/hand.ts'
import { type OrderOutput, orderAnswer } from '../trade/ticket/order-output.ts'
import type { KeptProposal } from '../trade/ticket/proposals.ts'
import { sent, settleMs } from '../trade/ticket/send.ts'
import { approveCommand, NO_CHOICE, type ShortVerdict, shortVerdict } from './answer.ts'
import { claim } from './claim.ts'
import { nextOfOrder, outcomeOf, type PlaceOutput, placeFault, placeOutput } from './place-output.ts'

const placeInput = z.strictObject({
  previewId: z
    .string()
    .regex(/^[0-9a-f]{12}$/, 'is no previewId (12 hexadecimal digits)')
    .describe('previewId of order_preview; good for 5 minutes, once'),
  clientOrderId: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'is no id: 1 to 64 letters, digits, dots, dashes')
    .describe('Your own id of the order, new for every order; called again with both the same, it says what became of it'),
})
type PlaceInput = z.output<typeof placeInput>

/** So long after its approval an order is in the journal, or its process is no more: longer than any deadline of a call. */
const SENDS_WITHIN = MINUTE

/**
 * The second of the two steps in which a program orders. On paper it sends, once, however often it is called; on a live account it never
 * sends: a person approves, in a process of his own.
 */
export const orderPlace = defineOperation({
  name: 'order.place',
  toolset: 'orders',
  summary: 'Second step of an order: place a preview under your own id. Called again it asks, and never sends twice.',
  effect: 'trade',
  only: 'programs',
  onLive: 'live',
  deadlineMs: SENDS_TO_THE_END,
  input: placeInput,
  output: placeOutput,
  examples: [{ title: 'Place what was previewed', input: { previewId: '3f2a91c07b44', clientOrderId: 'breakout-1' } }],
  fault: placeFault,
  run(context, input) {
    // By the settings, not by the account: what opens it must know before.
    const live = context.settings.mode === 'live'
    const work = (desk: Desk) => placed(context, desk, input, live)
    return withDesk(context, NO_CHOICE, 'order place', work, { readOnly: live })
  },
})

async function placed(context: Context, desk: Desk, input: PlaceInput, live: boolean): Promise<PlaceOutput> {
  const { path, broker } = desk
  if (context.dryRun) throw new OpenbellError('denied', 'nothing is sent in a dry run', 'start the server without --dry-run')
  const store = await context.store()
  const asked = { account: path.account, ...input, client: clientName(context) }
  const { proposal, again } = claim(store, asked, context.clock.now(), !live)
  const head = { ...modeOf(broker), ...input, repeated: again, verdict: null, expiresAt: null, message: null }
  const clientOrderId = clientOrderIdOf(proposal.intent)
  if (path.books.orders.has(clientOrderId) || store.journal.of(path.account, clientOrderId).length > 0) {
    return withOrder(head, await became(context, desk, clientOrderId), null)
  }
  if (proposal.declinedAt !== null) return { ...head, order: null, ...declined(proposal.declinedAt) }
  if (live) return { ...head, order: null, ...awaited(context, proposal) }
  // Nothing of it is in the journal, so nothing of it was sent: a process ended between its record and the order.
  if (again && context.clock.now() >= proposal.expiresAt) return { ...head, order: null, ...expired(proposal) }
  const { order, verdict } = await sent(context, desk, proposal.intent)
  return withOrder(head, order!, verdict ? shortVerdict(verdict) : null)
}

type Head = Omit<PlaceOutput, 'outcome' | 'order' | 'next'>

function withOrder(head: Head, order: OrderOutput, verdict: ShortVerdict | null): PlaceOutput {
  const outcome = outcomeOf(order)
  const message = outcome === 'placed' ? null : order.reason
  return { ...head, outcome, order, verdict, message, next: nextOfOrder(outcome, order) }
}

/** What became of an order, asked for. */
async function became(context: Context, { path }: Desk, clientOrderId: string): Promise<OrderOutput> {
  if (!path.books.orders.has(clientOrderId)) {
    const message = `order ${clientOrderId} ended long ago`
    throw new OpenbellError('not-found', message, 'openbell trade history')
  }
  return orderAnswer(await path.settle(clientOrderId, settleMs(context), context.signal), path.books)
}

/** What is said of an order that is not in the journal. */
type Waits = Pick<PlaceOutput, 'outcome' | 'expiresAt' | 'message' | 'next'>

function awaited(context: Context, proposal: KeptProposal): Waits {
  const { id, usedAt, expiresAt } = proposal
  const now = context.clock.now()
  if (usedAt === null && now >= expiresAt) return expired(proposal)
  if (usedAt !== null && now >= usedAt + SENDS_WITHIN) return failed(usedAt)
  const command = approveCommand(context, id)
  const message =
    usedAt === null
      ? `the account is LIVE: nothing was sent; a person must type: ${command}`
      : 'a person has approved it; it is being sent, or its sending failed'
  const next = 'tell the person; then call order_place with the same arguments: it says what became of it'
  return { outcome: 'awaiting-approval', expiresAt: iso(expiresAt), message, next }
}

/** An approval that led to nothing: its process ended before it wrote an order down. */
function failed(usedAt: number): Waits {
  const message = `it was approved at ${iso(usedAt)} and not sent: nothing of it is in the journal`
  return { outcome: 'not-sent', expiresAt: null, message, next: 'preview it again if it is still wanted' }
}

function declined(at: number): Waits {
  const message = `a person declined it at ${iso(at)}: nothing was sent`
  return {
    outcome: 'not-sent',
    expiresAt: null,
    message,
    next: 'ask the person what shall be done; do not propose it again unasked',
  }
}

function expired({ expiresAt }: KeptProposal): Waits {
  const message = `it was not sent, and the preview expired at ${iso(expiresAt)}`
  return { outcome: 'not-sent', expiresAt: null, message, next: 'preview it again if it is still wanted' }
}
