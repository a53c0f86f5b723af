import type { Broker, BrokerAbilities, BrokerEvent, Mode, SubmitOutcome } from '../../ports/broker.ts'
import { defaultTiming } from '../common/resilience.ts'
import { checkAccess, keyNamesOf, streamUrlOf } from './broker/access.ts'
import { decodeAccount, decodePositions } from './broker/account.ts'
import { readActivities } from './broker/activities.ts'
import { createOrderDecoder, type OrderDecoder } from './broker/families.ts'
import { createAccountHost } from './broker/host.ts'
import { type OrderReader, readOrder, readOrders } from './broker/orders.ts'
import { cancelOutcome, submitOutcome } from './broker/outcome.ts'
import { toOrderRequest, toPatchRequest } from './broker/request.ts'
import { readSession } from './broker/session.ts'
import { type BrokerTime, brokerTime } from './broker/time.ts'
import { tradeUpdates } from './broker/updates.ts'
import { type AlpacaHost, type AlpacaOptions, isLoopback, type Reply, type TradingApis } from './client.ts'
import { type KeyNames, readKeys } from './keys.ts'
import { createChannel } from './stream/channel.ts'
import { keepSocket, type StreamTiming } from './stream/socket.ts'

export interface AlpacaBrokerOptions extends AlpacaOptions {
  tradingUrl: string
  /** Address of the trading stream; null = the one that belongs to the trading host. */
  streamUrl: string | null
  mode: Mode
  /** Waits of the stream; only tests change them. */
  streamTiming?: Partial<StreamTiming>
}

const ABILITIES: BrokerAbilities = {
  legs: true,
  trailingStops: true,
  fractional: true,
  notional: true,
  shorting: true,
  extendedHours: true,
}

/**
 * An account at Alpaca, or at an exchange on this machine that speaks like it.
 * @throws OpenbellError `config` when mode, address and keys do not belong together; `unavailable` when a local exchange does not tell its time
 */
export async function createAlpacaBroker(options: AlpacaBrokerOptions): Promise<Broker> {
  const { tradingUrl, mode, clock, log } = options
  const access = { ...options, streamUrl: options.streamUrl ?? streamUrlOf(tradingUrl), keyNames: keyNamesOf(mode) }
  checkAccess(access)
  const host = createAccountHost(access, tradingUrl)
  const time = await brokerTime(host, tradingUrl, clock)
  const closed = new AbortController()
  const reader: OrderReader = { host, log, ...createOrderDecoder(time) }
  return {
    name: 'alpaca',
    mode,
    host: isLoopback(tradingUrl) ? new URL(tradingUrl).host : null,
    abilities: ABILITIES,
    now: time.now,
    ...readingCalls(reader, mode),
    ...sendingCalls(reader, access.keyNames),
    events: (signal) => follow({ ...access, time, orders: reader }, AbortSignal.any([signal, closed.signal])),
    async close() {
      closed.abort()
      time.stop()
      await host.vendor.close()
    },
  }
}

type Reading = Pick<Broker, 'account' | 'positions' | 'orders' | 'order' | 'activities' | 'session'>

function readingCalls(reader: OrderReader, mode: Mode): Reading {
  const { apis, get }: AlpacaHost<TradingApis> = reader.host
  return {
    account: async (signal) => decodeAccount(await get('the account', (init) => apis.accounts.getAccountRaw(init), signal), mode),
    positions: async (signal) =>
      decodePositions(await get('the positions', (init) => apis.positions.getAllOpenPositionsRaw(init), signal)),
    orders: (query, signal) => readOrders(reader, query, signal),
    order: (by, signal) => readOrder(reader, by, signal),
    activities: (after, signal) => readActivities(reader, after, signal),
    session: (day, signal) => readSession(reader.host, day, signal),
  }
}

type Sending = Pick<Broker, 'submit' | 'replace' | 'cancel'>

function sendingCalls(reader: OrderReader, keys: KeyNames): Sending {
  const { host, log } = reader
  const { orders } = host.apis
  const outcomeOf = (what: string, clientOrderId: string, reply: Reply): SubmitOutcome => {
    const outcome = submitOutcome(reply, reader, keys)
    if (outcome.kind !== 'accepted')
      log.warn('alpaca.order.not-accepted', { what, clientOrderId, ...outcome, ...numberOf(reply) })
    return outcome
  }
  return {
    async submit(request, signal) {
      const postOrderRequest = toOrderRequest(request)
      const reply = await host.send((init) => orders.postOrderRaw({ postOrderRequest }, init), signal)
      return outcomeOf('submit', request.clientOrderId, reply)
    },
    async replace(orderId, changes, clientOrderId, signal) {
      const patchOrderRequest = toPatchRequest(changes, clientOrderId)
      const reply = await host.send((init) => orders.patchOrderByOrderIdRaw({ orderId, patchOrderRequest }, init), signal)
      return outcomeOf('replace', clientOrderId, reply)
    },
    async cancel(orderId, signal) {
      const reply = await host.send((init) => orders.deleteOrderByOrderIDRaw({ orderId }, init), signal)
      const outcome = cancelOutcome(reply, keys)
      if (outcome.kind !== 'requested') log.warn('alpaca.cancel.not-requested', { orderId, ...outcome, ...numberOf(reply) })
      return outcome
    },
  }
}

/** The vendor's number of a request: asked for by its support, and nowhere to be found later. */
function numberOf(reply: Reply): { vendorRequest: string | null } {
  return { vendorRequest: reply.kind === 'said' ? reply.vendorRequest : null }
}

interface FollowOptions extends AlpacaBrokerOptions {
  streamUrl: string
  keyNames: KeyNames
  orders: OrderDecoder
  time: BrokerTime
}

async function* follow(options: FollowOptions, signal: AbortSignal): AsyncGenerator<BrokerEvent> {
  const { streamUrl, clock, log, keyNames, orders, time } = options
  const events = createChannel<BrokerEvent>()
  const left = new AbortController()
  const dialect = tradeUpdates({ keys: readKeys(options), keyNames, log, time, orders, tell: events.push })
  const kept = keepSocket(
    {
      url: streamUrl,
      dialect,
      clock,
      log,
      random: { ...defaultTiming, ...options.timing }.random,
      timing: options.streamTiming,
      onConnected: () => events.push({ type: 'connected', at: time.now() }),
      onDisconnected: (reason) => events.push({ type: 'disconnected', at: time.now(), reason }),
    },
    AbortSignal.any([signal, left.signal]),
  ).then(() => events.end(), events.end)
  try {
    yield* events
  } finally {
    left.abort()
    await kept
  }
}
