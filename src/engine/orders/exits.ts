import { type Instant, SECOND } from '../../core/time.ts'
import { snapShares } from '../../exchange/account/money.ts'
import { hasEnded, type ProtectingLegs } from '../../market/orders.ts'
import { hasLegs } from '../resting.ts'
import { cancelOrder } from './changes.ts'
import { exitId, exitIntent, legsIntent, legsOfPosition } from './legs.ts'
import type { AccountPath } from './path.ts'
import { clientOrderIdOf } from './request.ts'
import { askAgain, unsettled } from './settle.ts'
import { activitiesSince } from './sync.ts'
import type { CloseOptions, FlattenResult, OwnOrder } from './types.ts'

/** How long cancels are waited for before a position's shares count as still held by orders. */
const CANCEL_WAIT = 5 * SECOND
/** How long the exit of a part is waited for before the rest is protected. */
const SETTLE_WAIT = 2 * SECOND
const POLL = SECOND / 5

/**
 * Closes a position or a part of it: cancels the exits that hold its shares, waits for the acknowledgements, asks what is really held, and sends
 * one order that can only lower it. Null when nothing is held.
 */
export async function closePosition(
  path: AccountPath,
  symbol: string,
  shares: number | null,
  options: CloseOptions,
  signal: AbortSignal,
): Promise<OwnOrder | null> {
  const known = options.id === undefined ? undefined : path.books.orders.get(clientOrderIdOf({ id: options.id }))
  if (known) return known
  const legs = legsOfPosition(path, symbol)
  await cancelAndWait(path, ({ symbol: its }) => its === symbol, options.reason, signal)
  const held = await reallyHeld(path, symbol, signal)
  if (held === 0) return null
  const wanted = Math.min(shares ?? Number.POSITIVE_INFINITY, Math.abs(held))
  const id = options.id ?? exitId(path, symbol, options.reason)
  const { order } = await path.submit(exitIntent(id, symbol, held, wanted, options), signal)
  // A refused exit leaves everything, and nothing may stay without the protection that it had.
  const refused = order.state === 'denied' || order.state === 'rejected'
  if ((wanted < Math.abs(held) || refused) && hasLegs(legs)) await protectRest(path, order, legs, signal)
  return order
}

/** Puts the legs back for what the exit leaves, as soon as it is known how much that is. */
async function protectRest(path: AccountPath, exit: OwnOrder, legs: ProtectingLegs, signal: AbortSignal): Promise<void> {
  const { symbol } = exit
  const { shares, filled, state } = await path.settle(exit.clientOrderId, SETTLE_WAIT, signal)
  const held = await reallyHeld(path, symbol, signal)
  const leaving = hasEnded({ state }) ? 0 : (shares ?? 0) - filled
  const rest = snapShares(Math.abs(held) - leaving)
  if (rest > 0) await path.submit(legsIntent(path, symbol, Math.sign(held) * rest, legs, 'protects the rest'), signal)
}

/** Cancels our open orders that are meant, and waits until none of them can fill any more. */
export async function cancelAndWait(
  path: AccountPath,
  meant: (order: OwnOrder) => boolean,
  reason: string,
  signal: AbortSignal,
): Promise<string[]> {
  const open = () => path.books.openOrders().filter((one) => !one.foreign && meant(one))
  const asked = open()
  for (const one of asked) {
    if (one.brokerId !== null && !hasEnded(path.books.orders.get(one.clientOrderId)!))
      await cancelOrder(path.settling, one.clientOrderId, reason, signal)
  }
  const { clock } = path.parts
  const until: Instant = clock.now() + CANCEL_WAIT
  while (open().some(({ brokerId }) => brokerId !== null) && clock.now() < until) {
    await clock.sleep(clock.now() + POLL, signal)
    for (const one of open()) await askAgain(path.settling, one, signal)
  }
  return asked.map(({ clientOrderId }) => clientOrderId)
}

/** Signed shares by the broker; the books catch up with its fills on the way. */
export async function reallyHeld(path: AccountPath, symbol: string, signal: AbortSignal): Promise<number> {
  await path.catchUp(activitiesSince(path.recorder), signal)
  const positions = await path.broker.positions(signal)
  return positions.find((one) => one.symbol === symbol)?.shares ?? 0
}

/**
 * Cancels everything of ours, waits for the acknowledgements, closes what the broker says is held, and looks whether it is flat. What the
 * market does not take now (a closed market, a halt) rests and is said.
 */
export async function flattenAll(
  path: AccountPath,
  reason: string,
  options: CloseOptions & { waitMs: number },
  signal: AbortSignal,
): Promise<FlattenResult> {
  const canceled = await cancelAndWait(path, () => true, reason, signal)
  await path.catchUp(activitiesSince(path.recorder), signal)
  const closing: OwnOrder[] = []
  for (const { symbol } of await path.broker.positions(signal)) {
    const order = await closePosition(path, symbol, null, options, signal)
    if (order !== null) closing.push(order)
  }
  const { clock } = path.parts
  const until = clock.now() + options.waitMs
  for (;;) {
    for (const { clientOrderId } of closing) await askAgain(path.settling, path.books.orders.get(clientOrderId)!, signal)
    await path.catchUp(activitiesSince(path.recorder), signal)
    const done = closing.map(({ clientOrderId }) => path.books.orders.get(clientOrderId)!)
    // Positions last: what the orders had closed by then must not count as held.
    const left = await path.broker.positions(signal)
    if (left.length === 0 || clock.now() >= until || done.every(hasEnded)) {
      return {
        canceled,
        closing: done,
        flat: left.length === 0 && unsettled(path.recorder).length === 0,
        message: messageOf(path, left, done),
      }
    }
    await clock.sleep(clock.now() + POLL, signal)
  }
}

function messageOf(
  path: AccountPath,
  left: readonly { symbol: string; shares: number }[],
  closing: readonly OwnOrder[],
): string | null {
  const unknown = unsettled(path.recorder)
  if (unknown.length > 0)
    return `the fate of ${unknown.length} orders is unknown: ${unknown.map((one) => one.clientOrderId).join(', ')}`
  if (left.length === 0) return null
  const held = left.map(({ symbol, shares }) => `${shares} ${symbol}`).join(', ')
  const waiting = closing.filter((one) => !hasEnded(one))
  const refused = closing.filter(({ state }) => state === 'denied' || state === 'rejected')
  const why =
    refused.length > 0
      ? `${refused.length} closing orders were refused (${refused[0].reason ?? refused[0].state})`
      : waiting.length > 0
        ? `${waiting.length} closing orders rest and fill when the market takes them`
        : 'the closing orders ended before all was closed'
  return `still held: ${held}; ${why}`
}
