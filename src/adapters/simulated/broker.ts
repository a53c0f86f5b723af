import { asOpenbellError, throwIfAborted } from '../../core/errors.ts'
import { SECOND } from '../../core/time.ts'
import type { Broker, BrokerEvent, SubmitOutcome } from '../../ports/broker.ts'
import type { Clock } from '../../ports/clock.ts'
import { cancelOrder, replaceOrder } from './broker/change.ts'
import { Keeper, type KeeperOptions } from './broker/keeper.ts'
import type { LiveAccount } from './broker/live-account.ts'
import { Refused } from './broker/refusals.ts'
import { takeOrder } from './broker/submit.ts'
import { accountOf, eventOf, orderOf, ordersOf, positionsOf, withLegs } from './broker/views.ts'

export interface SimulatedBrokerOptions extends KeeperOptions {
  /** Paces the listening for events. */
  clock: Clock
}

const POLL = SECOND

/**
 * A paper account at a simulated exchange, kept in the store under its name. Every call first lets the account live up to the market's now,
 * over the source's prints (where it has none, its one-minute bars), so that orders fill while no process runs. Fees of US stocks, no
 * slippage, no leverage; at most a tenth of each print's size.
 */
export function createSimulatedBroker(options: SimulatedBrokerOptions): Broker {
  const keeper = new Keeper(options)
  const knows = (live: LiveAccount, id: string) => live.byClientId.has(id) || keeper.archive.hasId(id, live.body.pages)

  return {
    name: 'simulated',
    mode: 'paper',
    host: null,
    abilities: { legs: true, trailingStops: true, fractional: true, notional: true, shorting: true, extendedHours: true },
    now: options.now,
    account: (signal) => keeper.look(signal, (live) => accountOf(live, options.account)),
    positions: (signal) => keeper.look(signal, positionsOf),
    orders: (query, signal) =>
      keeper.look(signal, (live) => {
        live.refresh()
        const past = query.status === 'all' ? keeper.archive.since(query.after ?? 0, live.body.pages).orders : []
        return ordersOf([...past, ...live.body.orders], query)
      }),
    order: (by, signal) => keeper.look(signal, (live) => find(keeper, live, by)),
    submit: (request, signal) =>
      sending(signal, () =>
        keeper.change(signal, async (live) => {
          if (knows(live, request.clientOrderId)) return { kind: 'duplicate' }
          return { kind: 'accepted', order: await takeOrder(live, request) }
        }),
      ),
    replace: (id, changes, clientOrderId, signal) =>
      sending(signal, () =>
        keeper.change(signal, (live) => {
          if (knows(live, clientOrderId)) return { kind: 'duplicate' }
          const old = live.byId.get(id)
          if (!old) throw new Refused(`no open order ${id}`)
          return { kind: 'accepted', order: replaceOrder(live, old, changes, clientOrderId) }
        }),
      ),
    cancel: (id, signal) =>
      keeper.change(signal, (live) => {
        const record = live.byId.get(id)
        return record ? cancelOrder(live, record) : { kind: 'gone', reason: `no open order ${id}` }
      }),
    activities: (after, signal) =>
      keeper.look(signal, (live) => {
        const past = keeper.archive.since(after, live.body.pages).activities
        return [...past, ...live.body.activities].filter((one) => one.at >= after)
      }),
    events: (signal) => follow(keeper, options.clock, signal),
    close: async () => {},
  }
}

function find(keeper: Keeper, live: LiveAccount, by: { clientOrderId: string } | { id: string }) {
  live.refresh()
  const { pages } = live.body
  const known = 'id' in by ? live.byId.get(by.id) : live.byClientId.get(by.clientOrderId)
  if (known) return orderOf(live, known)
  const [since, number] = 'id' in by ? by.id.split('-') : []
  const ours = since === live.body.since.toString(36) && /^\d+$/.test(number ?? '')
  const past =
    'clientOrderId' in by
      ? keeper.archive.find(by.clientOrderId, pages)
      : ours
        ? keeper.archive.findNumber(Number(number), pages)
        : null
  return (
    past &&
    withLegs(
      past.record,
      past.page.orders.filter((one) => one.parent === past.record.id),
    )
  )
}

/**
 * What became of sending. All work on an account is done in memory first: until the one write at its end nothing has been taken, so that
 * what failed before is a proven no; only a write that fails leaves open whether it was kept.
 */
async function sending(signal: AbortSignal, send: () => Promise<SubmitOutcome>): Promise<SubmitOutcome> {
  throwIfAborted(signal)
  try {
    return await send()
  } catch (thrown) {
    if (thrown instanceof Refused) return { kind: 'rejected', reason: thrown.message, code: thrown.code }
    const { kind, message } = asOpenbellError(thrown)
    if (kind === 'canceled' || kind === 'usage' || kind === 'config') throw thrown
    if (kind === 'internal') return { kind: 'unknown', reason: message }
    return { kind: 'rejected', reason: message, code: kind }
  }
}

/** Lets the account live once a second and tells what happened. Who has missed events is told `connected` anew. */
async function* follow(keeper: Keeper, clock: Clock, signal: AbortSignal): AsyncGenerator<BrokerEvent> {
  let seen = Number.NaN
  while (!signal.aborted) {
    const changed = keeper.changed()
    try {
      const { events, last } = await keeper.look(signal, (live) => news(live, seen))
      seen = last
      yield* events
    } catch (thrown) {
      if (signal.aborted) return
      const { kind, message } = asOpenbellError(thrown)
      if (kind !== 'unavailable') throw thrown
      if (!Number.isNaN(seen)) yield { type: 'disconnected', at: clock.now(), reason: message }
      seen = Number.NaN
    }
    await Promise.race([changed, clock.sleep(clock.now() + POLL, signal).catch(() => {})])
  }
}

/** What happened since the event of a number; NaN = nobody has listened yet. */
function news(live: LiveAccount, seen: number): { events: BrokerEvent[]; last: number } {
  const { events, nextEvent } = live.body
  const fresh = events.filter((one) => one.number > seen)
  const missed = Number.isNaN(seen) || nextEvent - 1 - seen > fresh.length
  const connected: BrokerEvent[] = missed ? [{ type: 'connected', at: live.time }] : []
  return { events: [...connected, ...fresh.map((one) => eventOf(live, one))], last: nextEvent - 1 }
}
