import { OpenbellError } from '../../core/errors.ts'
import type { AccountPath } from './path.ts'
import { drop, ownOrder } from './send.ts'
import { settleByAsking, unsettled } from './settle.ts'
import { sendJudged } from './submit.ts'
import type { OwnOrder, Reconciliation } from './types.ts'

/**
 * Settles every order whose fate is unknown, at a start: asked for, adopted where it is there; where its absence is proven it is sent again
 * only while its intent is still valid and the gate still lets it through, else dropped.
 */
export async function settleAll(path: AccountPath, signal: AbortSignal): Promise<Reconciliation['settled']> {
  const settled: Reconciliation['settled'] = []
  for (const order of unsettled(path.recorder)) {
    const result = await settleByAsking(path.settling, order.clientOrderId, signal)
    if (result === 'in-flight') continue
    const message =
      result === 'found'
        ? 'it had reached the broker'
        : result === 'absent'
          ? await sendAgainOrDrop(path, order, signal)
          : result === 'another'
            ? 'its id belongs to another order: this one was never taken'
            : 'the broker did not answer: it stays unknown'
    const { state } = ownOrder(path.settling, order.clientOrderId)
    settled.push({ clientOrderId: order.clientOrderId, state, message })
  }
  return settled
}

async function sendAgainOrDrop(path: AccountPath, order: OwnOrder, signal: AbortSignal): Promise<string> {
  const { clientOrderId, intent } = order
  path.recorder.write({ clientOrderId, body: { kind: 'absent', reason: 'the broker was asked and does not have it' } })
  if (intent === null || order.replaces !== null) return dropped(path, clientOrderId, 'it never reached the broker')
  if (intent.validUntil === null || path.broker.now() >= intent.validUntil) {
    return dropped(path, clientOrderId, 'it never reached the broker, and its time is over')
  }
  const evidence = await path.judge.evidence(intent.symbol, signal)
  const verdict = path.judge.judge(intent, evidence, [clientOrderId])
  if (verdict.outcome === 'deny') return dropped(path, clientOrderId, 'it never reached the broker, and is denied now')
  await sendJudged(path, intent, verdict, signal)
  const { state } = ownOrder(path.settling, clientOrderId)
  if (state === 'unknown')
    throw new OpenbellError('unavailable', `order ${clientOrderId} is unknown again`, 'openbell trade reconcile')
  return 'it had not reached the broker and was sent again, under the same id'
}

function dropped(path: AccountPath, clientOrderId: string, reason: string): string {
  drop(path.settling, clientOrderId, reason)
  return reason
}
