import { createMemoryStore } from '../../src/adapters/memory/store.ts'
import { openOrderPath } from '../../src/engine/orders/open.ts'
import type { Intent, OrderPath, OrderPathParts } from '../../src/engine/orders/types.ts'
import type { Broker } from '../../src/ports/broker.ts'
import type { Clock } from '../../src/ports/clock.ts'
import type { Store } from '../../src/ports/store.ts'
import { fixedClock } from './context.ts'
import { type ExchangeBroker, SYMBOLS } from './exchange-broker.ts'

export interface TestPathOptions extends Partial<Omit<OrderPathParts, 'broker' | 'store' | 'clock'>> {
  broker?: Broker
  store?: Store
  clock?: Clock
}

/** The order path over a matching core in this process, with its last prices as quotes and no limits unless given; all other processes are dead. */
export function openTestPath(world: ExchangeBroker, options: TestPathOptions = {}): Promise<OrderPath> {
  const { broker = world, store = createMemoryStore(), clock = fixedClock(world.time).clock, pid = 1, ...rest } = options
  const parts: OrderPathParts = {
    broker,
    store,
    clock,
    log: { debug() {}, info() {}, warn() {}, error() {} },
    limits: null,
    market: async (symbol) => ({ quote: quoteOf(world, symbol), printsPerMinute: 2000, fault: null }),
    minutesToClose: () => 120,
    halted: () => false,
    holder: 'test',
    pid,
    isDead: (other) => other !== pid,
    confirmed: true,
    readOnly: false,
    ...rest,
  }
  return openOrderPath(parts, new AbortController().signal)
}

function quoteOf(world: ExchangeBroker, symbol: string) {
  const price = world.exchange.lastPrice(SYMBOLS.indexOf(symbol))
  const nothing = { sessionOpen: null, sessionHigh: null, sessionLow: null, volume: null, previousClose: null }
  return {
    symbol,
    source: 'test',
    feed: 'test',
    price,
    time: world.time,
    bid: price,
    ask: price,
    bidSize: 1,
    askSize: 1,
    ...nothing,
  }
}

/** An intent of a person, all of it but what is said. */
export function intentOf(changes: Partial<Intent> = {}): Intent {
  return {
    id: 'one',
    symbol: 'SIMALL',
    side: 'buy',
    shares: 10,
    notional: null,
    type: 'limit',
    limit: 100,
    trigger: null,
    trail: null,
    tif: 'day',
    extended: false,
    legs: null,
    reduces: false,
    oco: false,
    reason: 'test',
    origin: 'person',
    validUntil: null,
    ...changes,
  }
}
