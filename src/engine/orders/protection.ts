import { OpenbellError } from '../../core/errors.ts'
import type { ProtectingLegs } from '../../market/orders.ts'
import { hasLegs } from '../resting.ts'
import { cancelAndWait, reallyHeld } from './exits.ts'
import { KINDS, legsIntent, legsOf, wantedLegs } from './legs.ts'
import type { AccountPath } from './path.ts'
import type { OwnOrder } from './types.ts'

/**
 * Brings the legs of a position to what is asked: a leg that rests is moved, a kind that is `null` is taken away, and where a kind is missing
 * the legs are made anew as one group at the broker. Two legs that cancel each other are one OCO order.
 */
export async function protectPosition(
  path: AccountPath,
  symbol: string,
  asked: Partial<ProtectingLegs>,
  reason: string,
  signal: AbortSignal,
): Promise<OwnOrder[]> {
  const held = await reallyHeld(path, symbol, signal)
  if (held === 0) throw new OpenbellError('not-found', `no position in ${symbol} to protect`, 'openbell trade positions')
  const resting = () => legsOf(path, symbol, held)
  const wanted = wantedLegs(resting(), asked)
  const missing = (Object.keys(KINDS) as (keyof typeof KINDS)[]).filter(
    (kind) => wanted[kind] !== null && !resting().some(({ type }) => type === KINDS[kind]),
  )
  const covered = resting().every((one) => (one.shares ?? 0) - one.filled >= Math.abs(held) - 1e-9)
  if (missing.length === 0 && covered) return movedLegs(path, resting(), asked, reason, signal)
  // What cannot be made is refused before anything that protects now is taken away.
  const intent = hasLegs(wanted) ? legsIntent(path, symbol, held, wanted, reason) : null
  const before = wantedLegs(resting(), {})
  await cancelAndWait(path, (one) => resting().some(({ clientOrderId }) => clientOrderId === one.clientOrderId), reason, signal)
  if (intent === null) return []
  const { order } = await path.submit(intent, signal)
  const refused = order.state === 'denied' || order.state === 'rejected'
  if (refused && hasLegs(before)) await path.submit(legsIntent(path, symbol, held, before, 'protects as before'), signal)
  return [order, ...[...path.books.orders.values()].filter(({ parent }) => parent === order.clientOrderId)]
}

async function movedLegs(
  path: AccountPath,
  resting: readonly OwnOrder[],
  asked: Partial<ProtectingLegs>,
  reason: string,
  signal: AbortSignal,
): Promise<OwnOrder[]> {
  const moved: OwnOrder[] = []
  for (const one of resting) {
    const { clientOrderId, type } = one
    if (type === 'stop' && asked.stop != null) moved.push(await path.replace(clientOrderId, { stop: asked.stop }, reason, signal))
    else if (type === 'limit' && asked.target != null)
      moved.push(await path.replace(clientOrderId, { limit: asked.target }, reason, signal))
    else if (type === 'trailing-stop' && asked.trail != null)
      moved.push(await path.replace(clientOrderId, { trail: asked.trail }, reason, signal))
    else if (isTakenAway(type, asked)) moved.push(await path.cancel(clientOrderId, reason, signal))
    else moved.push(one)
  }
  return moved
}

function isTakenAway(type: OwnOrder['type'], asked: Partial<ProtectingLegs>): boolean {
  return (Object.keys(KINDS) as (keyof typeof KINDS)[]).some((kind) => KINDS[kind] === type && asked[kind] === null)
}
