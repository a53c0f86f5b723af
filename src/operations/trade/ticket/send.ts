import { asOpenbellError } from '../../../core/errors.ts'
import { iso } from '../../../core/time.ts'
import { clientOrderIdOf } from '../../../engine/orders/request.ts'
import type { Intent, OrderPath } from '../../../engine/orders/types.ts'
import { limitsOutput, verdictOutput } from '../../common/limits.ts'
import type { Context } from '../../context.ts'
import { type FollowUp, OpenbellError, z } from '../../operation.ts'
import { modeFields, modeOf } from '../desk/answer.ts'
import type { Desk } from '../desk/desk.ts'
import { orderAnswer, orderOutput } from './order-output.ts'
import { previewOf, previewOutput } from './preview.ts'
import { propose } from './proposals.ts'

/** How long an answer waits for the broker to say more of an order than that it has it. */
const SETTLE_MS = 2000

/** The same for one run: an account that stands still at `--as-of` has nothing more to tell. */
export function settleMs({ settings }: Pick<Context, 'settings'>): number {
  return settings.asOf === null ? SETTLE_MS : 0
}

/** The answer of what sends an order: a preview, or the order. */
export const sentOutput = z.strictObject({
  ...modeFields,
  limits: limitsOutput,
  preview: previewOutput.optional().describe('What would be sent; absent once it was'),
  order: orderOutput.optional().describe('What was sent, with its state a moment later'),
  verdict: verdictOutput.nullable().optional().describe('What the risk gate said when it was sent'),
})
export type SentOutput = z.output<typeof sentOutput>

/** Judges an intent without sending it, and keeps it for `trade approve` (not in a dry run). `insteadOf`: open orders that go first. */
export async function previewed(
  context: Context,
  desk: Desk,
  intent: Intent,
  { keep, insteadOf = [] }: { keep: boolean; insteadOf?: string[] },
): Promise<SentOutput> {
  const planned = await desk.path.plan(intent, context.signal, insteadOf)
  const proposal =
    keep && !context.dryRun
      ? propose(await context.store(), desk.path.account, intent, { origin: context.caller }, context.clock.now())
      : null
  const expiresAt = proposal && iso(proposal.expiresAt)
  return {
    ...modeOf(desk.broker),
    limits: desk.limits,
    preview: { id: proposal?.id ?? null, expiresAt, ...previewOf(planned, desk.now()) },
  }
}

/** Sends an intent through the one order path and waits a moment for what becomes of it. */
export async function sent(context: Context, desk: Desk, intent: Intent): Promise<SentOutput> {
  const { path, broker, limits } = desk
  try {
    const { order, verdict } = await path.submit(intent, context.signal)
    const settled = await path.settle(order.clientOrderId, settleMs(context), context.signal)
    return { ...modeOf(broker), limits, order: orderAnswer(settled, path.books), verdict }
  } catch (thrown) {
    throw interrupted(asOpenbellError(thrown), path, clientOrderIdOf(intent))
  }
}

/** Whoever stops a command that sends must hear that the order may be out. */
function interrupted(error: OpenbellError, path: OrderPath, id: string): OpenbellError {
  if (error.kind !== 'canceled' || !path.books.orders.has(id)) return error
  const message = `interrupted: order ${id} was stored, and may have reached the broker`
  return new OpenbellError('canceled', message, `openbell trade order ${id}`, error)
}

/** What an order that did not come about means for a script: the exit code follows from the kind. */
export function sentFault({ order, verdict }: Pick<SentOutput, 'order' | 'verdict'>): OpenbellError | null {
  if (!order) return null
  const what = `${order.side} ${order.symbol}`
  const show = `openbell trade order ${order.clientOrderId}`
  switch (order.state) {
    case 'denied': {
      const rules = (verdict?.rules ?? []).filter((one) => one.outcome === 'deny')
      const why = rules.map((one) => `${one.rule}: ${one.message}`).join('; ') || (order.reason ?? 'no reason was kept')
      // What else denies may rest on the very books that are wrong.
      if (rules.some((one) => one.rule === 'diverged'))
        return new OpenbellError('diverged', `${what} was not sent: ${why}`, 'openbell trade reconcile')
      return new OpenbellError('denied', `${what} was denied: ${why}`, 'openbell risk log')
    }
    case 'rejected':
      return new OpenbellError('rejected', `the broker rejected ${what}: ${order.reason ?? 'it gave no reason'}`, show)
    case 'intended':
    case 'submitted':
    case 'unknown':
      return new OpenbellError(
        'unavailable',
        `nobody knows yet whether ${what} arrived (${order.clientOrderId}); it is settled by asking, never by sending again`,
        show,
      )
    case 'canceled':
      // Given up before the broker had it; what the broker has canceled has its id.
      if (order.id !== null) return null
      return new OpenbellError('unavailable', `${what} was not sent: ${order.reason ?? 'it never reached the broker'}`, show)
    default:
      return null
  }
}

/** At a terminal a preview asks for its approval. */
export function approvalOf({ mode, preview }: SentOutput, input: Record<string, unknown>): FollowUp | null {
  if (!preview?.id || preview.verdict.outcome === 'deny') return null
  const { live, confirm, risk, account } = input
  const word = mode === 'live' ? 'Send it to the LIVE account' : 'Send it'
  return { question: `${word}?`, operation: 'trade.approve', input: { id: preview.id, live, confirm, risk, account } }
}
