import type { DayNumber, Instant } from '../../../core/time.ts'
import type {
  Account,
  Broker,
  BrokerActivity,
  BrokerOrder,
  BrokerPosition,
  CancelOutcome,
  SubmitOutcome,
} from '../../../ports/broker.ts'
import type { BrokerWish } from '../../context.ts'
import type { Door } from './door.ts'

type BrokerFacts = Pick<Broker, 'name' | 'mode' | 'host' | 'abilities'> & { tellsSessions: boolean }

/** A broker through a door: whatever is sent and told. `open` builds the real one and is never called in a replay. */
export async function doorBroker(door: Door, wish: BrokerWish, open: () => Promise<Broker>): Promise<Broker> {
  let inner: Broker | null = null
  const { live = false, account = null, follows = false, at } = wish
  // Keys of a local exchange stay out.
  const asked = { live, account, follows, host: at?.tradingUrl ?? null }
  const facts = await door.call('broker', asked, async (): Promise<BrokerFacts> => {
    inner = await open()
    const { name, mode, host, abilities, session } = inner
    return { name, mode, host, abilities: { ...abilities }, tellsSessions: session !== undefined }
  })
  const real = () => inner as Broker
  const { name, mode, host, abilities } = facts
  const own = name === 'simulated' ? wish.now : undefined
  return {
    name,
    mode,
    host,
    abilities,
    // A simulated account lives at the session's own time.
    now: own ?? (() => door.value<Instant>('broker.now', () => inner?.now() ?? door.clock.now())),
    ...readingCalls(door, real),
    ...sendingCalls(door, real),
    events: (signal) => door.events('broker.events', null, (until) => real().events(until), signal),
    ...(facts.tellsSessions && {
      session: (day: DayNumber, signal: AbortSignal) =>
        door.call<{ open: Instant; close: Instant } | null>('broker.session', day, () => real().session!(day, signal)),
    }),
    close: () => door.call<void>('broker.close', null, () => real().close()),
  }
}

function readingCalls(door: Door, real: () => Broker): Pick<Broker, 'account' | 'positions' | 'orders' | 'order' | 'activities'> {
  return {
    account: (signal) => door.call<Account>('broker.account', null, () => real().account(signal)),
    positions: (signal) => door.call<BrokerPosition[]>('broker.positions', null, () => real().positions(signal)),
    orders: (query, signal) => door.call<BrokerOrder[]>('broker.orders', query, () => real().orders(query, signal)),
    order: (by, signal) => door.call<BrokerOrder | null>('broker.order', by, () => real().order(by, signal)),
    activities: (after, signal) =>
      door.call<BrokerActivity[]>('broker.activities', after, () => real().activities(after, signal)),
  }
}

function sendingCalls(door: Door, real: () => Broker): Pick<Broker, 'submit' | 'replace' | 'cancel'> {
  return {
    submit: (request, signal) => door.call<SubmitOutcome>('broker.submit', request, () => real().submit(request, signal)),
    replace: (id, changes, clientOrderId, signal) =>
      door.call<SubmitOutcome>('broker.replace', [id, changes, clientOrderId], () =>
        real().replace(id, changes, clientOrderId, signal),
      ),
    cancel: (id, signal) => door.call<CancelOutcome>('broker.cancel', id, () => real().cancel(id, signal)),
  }
}
