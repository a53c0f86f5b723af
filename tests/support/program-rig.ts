import { createMemoryStore } from '../../src/adapters/memory/store.ts'
import { Secret } from '../../src/core/settings.ts'
import { DAY } from '../../src/core/time.ts'
import type { Context } from '../../src/operations/context.ts'
import { execute } from '../../src/operations/execute.ts'
import { operations } from '../../src/operations/registry.ts'
import type { Broker } from '../../src/ports/broker.ts'
import type { MarketDataSource } from '../../src/ports/market-data.ts'
import type { Store } from '../../src/ports/store.ts'
import { createTestContext, fixedClock } from './context.ts'
import { ExchangeBroker, SYMBOLS } from './exchange-broker.ts'

/** Friday 2026-03-20, 11:00 in New York. */
export const START = Date.UTC(2026, 2, 20, 15)
export const SYMBOL = SYMBOLS[0]

// biome-ignore lint/suspicious/noExplicitAny: a test reads whatever shape it expects
type Json = any

export interface ProgramRig {
  world: ExchangeBroker
  store: Store
  clock: ReturnType<typeof fixedClock>
  /** What the server of programs derives its calls from. */
  context: Context
  /** A program's call, as the server makes it; `more` is what differs from the rig's context. */
  call(operation: string, input: Record<string, unknown>, more?: Partial<Context>): Promise<Json>
  /** The same by a person in another process. */
  person(operation: string, input: Record<string, unknown>, more?: Partial<Context>): Promise<Json>
}

export interface ProgramRigOptions {
  allow?: 'paper' | 'live' | null
  mode?: 'paper' | 'live'
  risk?: Record<string, unknown>
  programRisk?: Record<string, unknown>
}

/** Orders of programs on a real store and the real order path, over a matching core in this process. */
export function programRig(options: ProgramRigOptions = {}): ProgramRig {
  const { allow = 'paper', mode = 'paper', risk = {}, programRisk } = options
  const world = new ExchangeBroker(START)
  const store = createMemoryStore()
  const clock = fixedClock(START)
  const made = createTestContext({ store, sources: { quotes: quotesOf(world) }, flags: { source: 'quotes', broker: 'alpaca' } })
  const broker = mode === 'live' ? asLive(world) : world
  const settings = {
    ...made.context.settings,
    ...{ mode, alpacaLiveKeyId: new Secret('AKLIVEKEYID'), alpacaLiveSecretKey: new Secret('very-secret-live-word') },
    risk: { minimumPrintsPerMinute: null, maximumQuoteAgeMs: null, quietWindows: [], ...risk },
    programRisk: programRisk ?? null,
  }
  const drill = { at: START - DAY, asOf: START - DAY, subject: 'kill-switch', source: 'simulated' }
  store.kept.add({ kind: 'drill', ...drill, body: { passed: true } })
  const context: Context = {
    ...made.context,
    settings,
    clock: clock.clock,
    broker: async () => broker,
    caller: 'mcp',
    client: 'tester 1.0',
    grants: { write: true, trade: allow },
    pid: 100,
    isDead: (pid) => pid !== 100,
  }
  const run = async (name: string, input: Record<string, unknown>, asked: Context) => {
    const answer = await execute(await operations[name](), input, asked)
    if (answer.kind !== 'value') throw new Error(`${name} streams`)
    return answer.value
  }
  const asPerson = { caller: 'cli', client: undefined, grants: undefined, pid: 200, isDead: () => true } as const
  return {
    ...{ world, store, clock, context },
    call: (name, input, more = {}) => run(name, input, { ...context, ...more }),
    person: (name, input, more = {}) => run(name, input, { ...context, ...asPerson, ...more }),
  }
}

/** The matching core's own prices. */
function quotesOf(world: ExchangeBroker): MarketDataSource {
  const nothing = { sessionOpen: null, sessionHigh: null, sessionLow: null, volume: null, previousClose: null }
  return {
    name: 'quotes',
    feed: 'test',
    coverage: 1,
    now: () => world.time,
    async snapshot(symbol: string) {
      const price = world.exchange.lastPrice(SYMBOLS.indexOf(symbol))
      const sides = { bid: price, ask: price, bidSize: 1, askSize: 1 }
      return { symbol, source: 'quotes', feed: 'test', price, time: world.time, ...sides, ...nothing }
    },
    history: async () => {
      throw new Error('no history')
    },
    symbols: async () => [],
    metrics: () => null,
    close: async () => {},
  } as MarketDataSource
}

/** The same exchange as a live account. */
export function asLive(world: ExchangeBroker): Broker {
  return {
    ...{ name: 'alpaca', mode: 'live', host: null, abilities: world.abilities, now: () => world.now() },
    account: async () => ({ ...(await world.account()), id: '987651234', mode: 'live' }),
    positions: () => world.positions(),
    orders: (query) => world.orders(query),
    order: (by) => world.order(by),
    submit: (request) => world.submit(request),
    replace: (id, changes, successor) => world.replace(id, changes as { limit?: number }, successor),
    cancel: (id) => world.cancel(id),
    activities: (after) => world.activities(after),
    events: () => world.events(),
    close: () => world.close(),
  } as Broker
}
