import { OpenbellError } from '../../core/errors.ts'
import type { BrokerOrderRequest, SubmitOutcome } from '../../ports/broker.ts'
import { type SettleParts, settleByAsking } from './settle.ts'
import { takeOrders } from './sync.ts'
import type { OwnOrder } from './types.ts'

/** Attempts of one intent while its process lives: each but the first only after the broker has proved that it never arrived. */
const MOST_ATTEMPTS = 3

/**
 * Sends an order that the journal holds as intended, and finds out what became of it. The POST is preceded by a line that says it goes, and is
 * repeated (with the same id) only when the broker proves that it has no such order, and when `mayGoAgain` says that it is still wanted: a halt
 * may have come in between.
 */
export async function sendIntended(
  parts: SettleParts,
  request: BrokerOrderRequest,
  mayGoAgain: () => Promise<boolean>,
  signal: AbortSignal,
): Promise<OwnOrder> {
  const { recorder } = parts
  const { clientOrderId } = request
  const send = () => parts.broker.submit(request, signal)
  for (let attempt = 1; ; attempt++) {
    const outcome = await attemptToSend(parts, clientOrderId, attempt, send)
    takeOutcome(parts, clientOrderId, outcome)
    if (outcome.kind === 'accepted' || outcome.kind === 'rejected') break
    const settled = await settleByAsking(parts, clientOrderId, signal)
    if (settled !== 'absent') break
    // A duplicate that is not there: the broker contradicts itself, and nothing is sent on that.
    if (outcome.kind === 'duplicate') break
    recorder.write({ clientOrderId, body: { kind: 'absent', reason: 'the broker was asked and does not have it' } })
    if (attempt >= MOST_ATTEMPTS || signal.aborted) {
      drop(parts, clientOrderId, `${attempt} attempts to send it never reached the broker`)
      break
    }
    if (!(await mayGoAgain())) {
      drop(parts, clientOrderId, 'it never reached the broker, and may not be sent again now')
      break
    }
  }
  return ownOrder(parts, clientOrderId)
}

/** Writes that an attempt leaves now, and makes it. What is thrown while it is under way says nothing of whether it arrived. */
export async function attemptToSend(
  { recorder, pid }: SettleParts,
  clientOrderId: string,
  attempt: number,
  send: () => Promise<SubmitOutcome>,
): Promise<SubmitOutcome> {
  recorder.write({ clientOrderId, body: { kind: 'submitted', attempt, pid } })
  try {
    return await send()
  } catch (thrown) {
    const { message } = thrown as Error
    const refused = thrown instanceof OpenbellError && (thrown.kind === 'config' || thrown.kind === 'usage')
    return refused ? { kind: 'rejected', reason: message, code: null } : { kind: 'unknown', reason: message }
  }
}

/** Writes down what came of an attempt to send. */
export function takeOutcome({ recorder }: SettleParts, clientOrderId: string, outcome: SubmitOutcome): void {
  if (outcome.kind === 'accepted') takeOrders(recorder, [outcome.order])
  else if (outcome.kind === 'rejected') {
    recorder.write({ clientOrderId, body: { kind: 'rejected', reason: outcome.reason, code: outcome.code } })
  } else {
    const reason = outcome.kind === 'duplicate' ? 'the broker says that the id was used before' : outcome.reason
    recorder.write({ clientOrderId, body: { kind: 'unknown', reason } })
  }
}

/** It is proven that it never reached the broker, and it will not be sent again. */
export function drop({ recorder }: SettleParts, clientOrderId: string, reason: string): void {
  recorder.write({ clientOrderId, body: { kind: 'dropped', reason } })
}

/** An order that was written before. @throws OpenbellError internal when the books lost it */
export function ownOrder({ recorder }: SettleParts, clientOrderId: string): OwnOrder {
  const found = recorder.books.orders.get(clientOrderId)
  if (found) return found
  throw new OpenbellError('internal', `order ${clientOrderId} was written and is not in the books`)
}
