import { OpenbellError } from '../../core/errors.ts'
import { hasEnded } from '../../market/orders.ts'
import type { BrokerOrderChanges, BrokerOrderRequest } from '../../ports/broker.ts'
import { attemptToSend, drop, ownOrder, takeOutcome } from './send.ts'
import { askAgain, type SettleParts, settleByAsking } from './settle.ts'
import type { OwnOrder } from './types.ts'

/** Asks the broker to cancel an order. It is canceled when the broker says so, not before: a fill may still win. */
export async function cancelOrder(
  parts: SettleParts,
  clientOrderId: string,
  reason: string,
  signal: AbortSignal,
): Promise<OwnOrder> {
  const { recorder, broker } = parts
  let order = ownOrder(parts, clientOrderId)
  if (hasEnded(order)) return order
  if (order.brokerId === null) {
    await settleByAsking(parts, clientOrderId, signal)
    order = ownOrder(parts, clientOrderId)
    if (order.brokerId === null) {
      const message = `nobody knows yet whether order ${clientOrderId} reached the broker: it cannot be canceled`
      throw new OpenbellError('unavailable', message, 'openbell trade reconcile')
    }
  }
  recorder.write({ clientOrderId, body: { kind: 'cancel-requested', reason } })
  const outcome = await broker.cancel(order.brokerId!, signal)
  await askAgain(parts, order, signal)
  // The answer of the cancel was lost, not what became of the order.
  if (outcome.kind === 'unknown' && !hasEnded(ownOrder(parts, clientOrderId))) {
    const message = `order ${clientOrderId}: the broker did not answer the cancel (${outcome.reason})`
    throw new OpenbellError('unavailable', message, `openbell trade order ${clientOrderId}`)
  }
  return ownOrder(parts, clientOrderId)
}

/**
 * Asks the broker to replace an order. The successor is an order of its own, written down before it is asked for; like a first order it is
 * never asked for twice on a lost reply. `value`: dollars that the successor is worth by our price.
 * @throws OpenbellError usage for an order that has ended, rejected when the broker refuses, unavailable when it was proven not to have arrived
 */
export async function replaceOrder(
  parts: SettleParts,
  clientOrderId: string,
  { changes, reason, value }: { changes: BrokerOrderChanges; reason: string; value: number | null },
  signal: AbortSignal,
): Promise<OwnOrder> {
  const { recorder, broker } = parts
  const order = ownOrder(parts, clientOrderId)
  if (hasEnded(order) || order.brokerId === null) {
    throw new OpenbellError('usage', `order ${clientOrderId} is ${order.state}: it cannot be replaced`, 'openbell trade orders')
  }
  const successor = successorId(parts, clientOrderId)
  recorder.write(
    {
      clientOrderId: successor,
      keys: [`intent:${successor}`],
      body: {
        kind: 'intended',
        intent: order.intent,
        request: replacedRequest(order, changes, successor),
        verdict: null,
        pid: parts.pid,
        value,
      },
    },
    { clientOrderId, body: { kind: 'replace-requested', successor, changes, reason } },
  )
  const brokerId = order.brokerId
  const outcome = await attemptToSend(parts, successor, 1, () => broker.replace(brokerId, changes, successor, signal))
  takeOutcome(parts, successor, outcome)
  const settled =
    outcome.kind === 'accepted' || outcome.kind === 'rejected' ? null : await settleByAsking(parts, successor, signal)
  if (settled === 'absent') drop(parts, successor, 'the broker did not replace the order')
  await askAgain(parts, ownOrder(parts, clientOrderId), signal)
  if (settled === 'absent') {
    const { state } = ownOrder(parts, clientOrderId)
    const message = `order ${clientOrderId} was not replaced: the request never reached the broker, and the order is ${state}`
    throw new OpenbellError('unavailable', message, `openbell trade order ${clientOrderId}`)
  }
  if (outcome.kind === 'rejected')
    throw new OpenbellError('rejected', `the broker did not replace ${clientOrderId}: ${outcome.reason}`, 'openbell trade orders')
  return ownOrder(parts, successor)
}

/** `...-r1`, `...-r2`: the first that the books do not know. */
function successorId({ recorder }: SettleParts, clientOrderId: string): string {
  const base = clientOrderId.replace(/-r\d+$/, '')
  for (let i = 1; ; i++) if (!recorder.books.orders.has(`${base}-r${i}`)) return `${base}-r${i}`
}

function replacedRequest(order: OwnOrder, changes: BrokerOrderChanges, clientOrderId: string): BrokerOrderRequest {
  return {
    clientOrderId,
    symbol: order.symbol,
    side: order.side,
    shares: changes.shares ?? order.shares,
    notional: order.notional,
    type: order.type,
    limit: changes.limit ?? order.limit,
    stop: changes.stop ?? order.stop,
    trail: changes.trail ?? order.trail,
    tif: changes.tif ?? order.tif,
    extended: order.extended,
    orderClass: 'simple',
    legs: null,
    reduces: order.reduces,
  }
}

/** Our open orders (those made elsewhere too, when asked); legs go with their entry. What could not be asked is said when all others were. */
export async function cancelOrders(
  parts: SettleParts,
  reason: string,
  { foreign, entriesOnly }: { foreign: boolean; entriesOnly: boolean },
  signal: AbortSignal,
): Promise<OwnOrder[]> {
  const { recorder } = parts
  recorder.refresh()
  const { books } = recorder
  const isAlone = ({ parent }: OwnOrder) => parent === null || hasEnded(books.orders.get(parent) ?? { state: 'filled' })
  const meant = books
    .openOrders()
    .filter((one) => (foreign || !one.foreign) && !(entriesOnly && (one.reduces || one.leg !== null)) && isAlone(one))
  const canceled: OwnOrder[] = []
  const failed: string[] = []
  for (const { clientOrderId } of meant) {
    try {
      canceled.push(await cancelOrder(parts, clientOrderId, reason, signal))
    } catch (thrown) {
      if (signal.aborted) throw thrown
      failed.push(`${clientOrderId}: ${(thrown as Error).message}`)
    }
  }
  if (failed.length === 0) return canceled
  const message = `${failed.length} of ${meant.length} orders may still be open (${failed.join('; ')})`
  throw new OpenbellError('unavailable', message, 'openbell trade cancel all, or at the broker itself')
}
