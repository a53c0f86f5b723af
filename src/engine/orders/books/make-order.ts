import type { Instant } from '../../../core/time.ts'
import type { BrokerFill, BrokerOrder, BrokerOrderRequest } from '../../../ports/broker.ts'
import type { Verdict } from '../../risk/types.ts'
import type { Intent, OwnOrder } from '../types.ts'

type Shape = Pick<
  OwnOrder,
  | 'clientOrderId'
  | 'symbol'
  | 'side'
  | 'shares'
  | 'notional'
  | 'type'
  | 'limit'
  | 'stop'
  | 'trail'
  | 'tif'
  | 'extended'
  | 'reduces'
  | 'state'
>

function make(shape: Shape, at: Instant): OwnOrder {
  return {
    ...shape,
    brokerId: null,
    intent: null,
    status: null,
    filled: 0,
    averagePrice: null,
    intendedAt: at,
    changedAt: at,
    parent: null,
    leg: null,
    replaces: null,
    replacedBy: null,
    foreign: false,
    cancelRequested: false,
    reason: null,
  }
}

/** An order of ours that is about to be sent. */
export function intendedOrder(request: BrokerOrderRequest, intent: Intent | null, at: Instant): OwnOrder {
  const { clientOrderId, symbol, side, shares, notional, type, limit, stop, trail, tif, extended, reduces } = request
  const shape = { clientOrderId, symbol, side, shares, notional, type, limit, stop, trail, tif, extended, reduces }
  return { ...make({ ...shape, state: 'intended' }, at), intent }
}

/** An order that the gate did not let through; its reasons are those of the rules that denied it. */
export function deniedOrder(clientOrderId: string, intent: Intent, verdict: Verdict, at: Instant): OwnOrder {
  const { symbol, side, shares, notional, type, limit, trigger, trail, tif, extended, reduces } = intent
  const shape = { clientOrderId, symbol, side, shares, notional, type, limit, stop: trigger, trail, tif, extended, reduces }
  return { ...make({ ...shape, state: 'denied' }, at), intent, reason: reasonOf(verdict) }
}

/** Why the gate denied, in one line: the messages of the rules that did. */
export function reasonOf(verdict: Verdict): string {
  return verdict.rules
    .filter((rule) => rule.outcome === 'deny')
    .map((rule) => rule.message)
    .join('; ')
}

/** An order that only the broker told of: a leg, or one made elsewhere. */
export function toldOrder(order: BrokerOrder): OwnOrder {
  const { clientOrderId, symbol, side, shares, notional, type, limit, stop, trail, tif, extended, leg } = order
  const shape = { clientOrderId, symbol, side, shares, notional, type, limit, stop, trail, tif, extended }
  return { ...make({ ...shape, reduces: leg !== null, state: 'accepted' }, order.submittedAt), foreign: true }
}

/** An order of which nothing but a fill is known: its size is what has filled. */
export function filledOrder(clientOrderId: string, fill: BrokerFill): OwnOrder {
  const { symbol, side, at } = fill
  const shape = { clientOrderId, symbol, side, shares: null, notional: null, limit: null, stop: null, trail: null }
  return {
    ...make({ ...shape, type: 'market', tif: 'day', extended: false, reduces: false, state: 'partially-filled' }, at),
    foreign: true,
  }
}
