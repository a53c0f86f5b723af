import { orNull } from '../../core/errors.ts'
import { SECOND } from '../../core/time.ts'
import { hasEnded } from '../../market/orders.ts'
import type { Broker, BrokerOrder } from '../../ports/broker.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Books } from './books.ts'
import type { JournalEvent } from './journal.ts'
import type { Recorder } from './recorder.ts'
import { activitiesSince, takeActivities, takeOrders } from './sync.ts'
import type { OwnOrder } from './types.ts'

/**
 * A broker may not yet find an order that it has just taken. An absence is proven when it is said this long after the last attempt to send;
 * Alpaca's clients see such a lag of about a second.
 */
const LAG = 1 * SECOND

/** An attempt of a living process is left alone this long: longer than any deadline of a call. */
const IN_FLIGHT = 60 * SECOND

/** What asking brought. `asking-failed`: nobody answered, the order stays unknown; `another`: the id belongs to an order that is not this one, ours is rejected. */
export type Settled = 'found' | 'absent' | 'in-flight' | 'asking-failed' | 'another'

export interface SettleParts {
  recorder: Recorder
  broker: Broker
  clock: Clock
  pid: number
  isDead(pid: number): boolean
}

/** Orders of which nobody knows whether they reached the broker. */
export function unsettled({ books }: { books: Books }): OwnOrder[] {
  return books.openOrders().filter(({ state, brokerId }) => brokerId === null && WAITING.has(state))
}

const WAITING: ReadonlySet<OwnOrder['state']> = new Set(['intended', 'submitted', 'unknown'])

/**
 * Finds out what became of an order by asking the broker for its id, never by sending. What is found is taken over; an absence counts when
 * it is said late enough after the last attempt. Nothing is concluded from silence.
 */
export async function settleByAsking(parts: SettleParts, clientOrderId: string, signal: AbortSignal): Promise<Settled> {
  const { recorder, broker, clock } = parts
  const lines = recorder.linesOf(clientOrderId)
  if (isInFlight(parts, lines)) return 'in-flight'
  const sent = lines.findLast(({ body }) => body.kind === 'submitted')
  // Never sent: it was written down, and the process ended before the next line.
  if (sent === undefined) return 'absent'
  for (;;) {
    const asked = clock.now()
    const found = await orUnavailable(broker.order({ clientOrderId }, signal))
    if (found === undefined) return 'asking-failed'
    if (found !== null) {
      if (isAnother(recorder, clientOrderId, found)) return 'another'
      takeOrders(recorder, [found])
      await takeFillsOf(parts, found, signal)
      return 'found'
    }
    if (asked >= sent.knownAt + LAG) return 'absent'
    await clock.sleep(sent.knownAt + LAG, signal)
  }
}

/** An order that only has the id in common is not adopted: what we meant was never taken. */
function isAnother(recorder: Recorder, clientOrderId: string, found: BrokerOrder): boolean {
  const own = recorder.books.orders.get(clientOrderId)
  if (own === undefined || (own.symbol === found.symbol && own.side === found.side)) return false
  const reason = `the id belongs to another order (${found.side} ${found.symbol})`
  recorder.write({ clientOrderId, body: { kind: 'rejected', reason, code: null } })
  return true
}

/** Undefined when the broker did not answer. */
async function orUnavailable<T>(answer: Promise<T>): Promise<T | undefined> {
  let failed = false
  const value = await orNull(
    ['unavailable'],
    answer.catch((thrown) => {
      failed = true
      throw thrown
    }),
  )
  return failed ? undefined : (value as T)
}

/** Another process that lives is at it: what it does is its own to finish. */
function isInFlight({ clock, pid, isDead }: SettleParts, lines: readonly JournalEvent[]): boolean {
  const last = lines.findLast(({ body }) => body.kind === 'intended' || body.kind === 'submitted')
  if (last === undefined || (last.body.kind !== 'intended' && last.body.kind !== 'submitted')) return false
  if (last.body.pid === pid || clock.now() - last.knownAt > IN_FLIGHT) return false
  return lines.at(-1)?.seq === last.seq && !isDead(last.body.pid)
}

/** Asks for the executions of an order of which the broker tells more filled shares than the books have. */
async function takeFillsOf({ recorder, broker }: SettleParts, order: BrokerOrder, signal: AbortSignal): Promise<void> {
  const missing = [order, ...order.legs].some(({ clientOrderId, filled }) => filled > sharesOfFills(recorder, clientOrderId))
  if (!missing) return
  const since = Math.min(activitiesSince(recorder), order.submittedAt)
  // What the order became is known; executions that nobody tells now are asked for at the next look.
  const activities = await orUnavailable(broker.activities(since, signal))
  if (activities) takeActivities(recorder, activities)
}

/** What the journal's own fills of an order come to; the order's word of itself may be ahead of them. */
function sharesOfFills(recorder: Recorder, clientOrderId: string): number {
  let shares = SAME_SHARES
  for (const { body } of recorder.linesOf(clientOrderId)) if (body.kind === 'filled') shares += body.fill.shares
  return shares
}

/** Shares are kept to nine decimals. */
const SAME_SHARES = 1e-9

/** Asks how an order stands that the broker has named, with its fills. */
export async function askAgain(parts: SettleParts, order: OwnOrder, signal: AbortSignal): Promise<void> {
  const { recorder, broker } = parts
  if (order.brokerId === null || hasEnded(order)) return
  const found = await orUnavailable(broker.order({ id: order.brokerId }, signal))
  if (!found) return
  takeOrders(recorder, [found])
  await takeFillsOf(parts, found, signal)
}
