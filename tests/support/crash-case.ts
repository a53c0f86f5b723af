import { createMemoryStore } from '../../src/adapters/memory/store.ts'
import { Random } from '../../src/analysis/random.ts'
import { OpenbellError } from '../../src/core/errors.ts'
import type { Intent, OrderPath } from '../../src/engine/orders/types.ts'
import type { Broker } from '../../src/ports/broker.ts'
import type { Store } from '../../src/ports/store.ts'
import { fixedClock } from './context.ts'
import { Crash, Mortal, NO_TROUBLE, troubled } from './crash.ts'
import { ExchangeBroker, isOpen, SYMBOLS } from './exchange-broker.ts'
import { openTestPath } from './order-path.ts'

const START = Date.UTC(2026, 2, 20, 15)
const signal = new AbortController().signal

/** What an account looks like after its processes have ended and one has started in peace. */
export interface CrashCase {
  world: ExchangeBroker
  path: OrderPath
  store: Store
  /** Processes that ended by a crash. */
  crashes: number
  /** Sends the account off again: another start. */
  startAgain(): Promise<OrderPath>
}

/** A life of an account in several processes, each of which ends at a random durable write or at its own end; then peace. */
export async function liveThroughCrashes(seed: number): Promise<CrashCase> {
  const draws = new Random(seed, 'crash')
  const random = () => draws.uniform()
  const world = new ExchangeBroker(START)
  const store = createMemoryStore()
  const { clock } = fixedClock(START)
  let pid = 0
  let crashes = 0
  const late: (() => unknown)[] = []
  const open = (broker: Broker, its: Store) => openTestPath(world, { broker, store: its, clock, pid: ++pid })
  const processes = 1 + Math.floor(random() * 3)
  for (let one = 0; one < processes; one++) {
    const mortal = new Mortal(1 + Math.floor(random() * 14), random() < 0.5)
    const trouble = random() < 0.3 ? NO_TROUBLE : { lost: 0.15, late: 0.07, unanswered: 0.2, failing: 0.08, shuffled: 0.4 }
    const broker = troubled(world, trouble, random, mortal, late)
    try {
      const path = await open(broker, mortal.store(store))
      await act(path, world, random, `p${one}`, late)
    } catch (thrown) {
      if (thrown instanceof Crash) crashes++
      else if (!(thrown instanceof OpenbellError) || thrown.kind === 'internal') throw thrown
    }
    mortal.dead = true
    await arrive(late)
    tick(world, random)
  }
  const startAgain = () => open(world, store)
  const path = await startAgain()
  await path.reconcile({ accept: null }, signal)
  return { world, path, store, crashes, startAgain }
}

/** Some orders, some prints, some changes of mind. */
async function act(
  path: OrderPath,
  world: ExchangeBroker,
  random: () => number,
  name: string,
  late: (() => unknown)[],
): Promise<void> {
  const steps = 2 + Math.floor(random() * 5)
  for (let step = 0; step < steps; step++) {
    try {
      await actOnce(path, world, random, `${name}-${step}`)
    } catch (thrown) {
      // A broker that does not answer, a denial: life goes on. The end of the process does not.
      if (!(thrown instanceof OpenbellError) || thrown.kind === 'internal') throw thrown
    }
    if (random() < 0.5) await arrive(late)
    tick(world, random)
  }
}

/** What was on its way arrives. */
async function arrive(late: (() => unknown)[]): Promise<void> {
  for (const work of late.splice(0)) await work()
}

async function actOnce(path: OrderPath, world: ExchangeBroker, random: () => number, id: string): Promise<void> {
  const symbol = SYMBOLS[Math.floor(random() * SYMBOLS.length)]
  const price = world.exchange.lastPrice(SYMBOLS.indexOf(symbol))
  const open = path.books.openOrders()
  const dice = random()
  if (dice < 0.55 || open.length === 0) await path.submit(intentOf(id, symbol, price, random, world.time), signal)
  else if (dice < 0.7) await path.cancel(open[Math.floor(random() * open.length)].clientOrderId, 'changed my mind', signal)
  else if (dice < 0.8) {
    await path.replace(
      open[Math.floor(random() * open.length)].clientOrderId,
      { limit: cents(price * (0.99 + 0.02 * random())) },
      'better',
      signal,
    )
  } else if (dice < 0.95)
    await path.close(symbol, null, { limit: null, reason: 'enough', origin: 'test', extended: false }, signal)
  else await path.reconcile({ accept: null }, signal)
}

function intentOf(id: string, symbol: string, price: number, random: () => number, now: number): Intent {
  const side = random() < 0.7 ? 'buy' : 'sell'
  const way = side === 'buy' ? 1 : -1
  const market = random() < 0.4
  const protect = random() < 0.4
  return {
    id,
    symbol,
    side,
    shares: 1 + Math.floor(random() * 40),
    notional: null,
    type: market ? 'market' : 'limit',
    limit: market ? null : cents(price * (1 + 0.01 * (random() - 0.5))),
    trigger: null,
    trail: null,
    tif: 'day',
    extended: false,
    legs: protect ? { stop: cents(price * (1 - way * 0.03)), target: cents(price * (1 + way * 0.03)), trail: null } : null,
    reduces: false,
    oco: false,
    reason: 'test',
    origin: 'strategy test',
    validUntil: random() < 0.5 ? now + 60_000 : null,
  }
}

function tick(world: ExchangeBroker, random: () => number): void {
  const prints = Math.floor(random() * 4)
  for (let i = 0; i < prints; i++) {
    const symbol = SYMBOLS[Math.floor(random() * SYMBOLS.length)]
    const last = world.exchange.lastPrice(SYMBOLS.indexOf(symbol))
    world.print(symbol, cents(last * (1 + 0.02 * (random() - 0.5))), 50 + Math.floor(random() * 400))
  }
}

function cents(price: number): number {
  return Math.round(price * 100) / 100
}

/** What is wrong with an account, by the broker's own truth; nothing when all is well. */
export async function faultsOf({ world, path, store, startAgain }: CrashCase): Promise<string[]> {
  const faults: string[] = []
  const expect = (fine: boolean, text: string) => void (fine || faults.push(text))
  const { books } = path
  expect(path.opening.agreed, `not reconciled: ${path.opening.sentence}`)
  const intents = world.accepted.filter((id) => !/-r\d+$/.test(id))
  expect(new Set(intents).size === intents.length, 'an intent became two orders')
  for (const told of await world.orders({ status: 'all' })) {
    const own = books.orders.get(told.clientOrderId)
    expect(own !== undefined, `lost: ${told.clientOrderId}`)
    // What arrived after it was given up, and was refused then, is over for both.
    const refusedLate = own?.state === 'canceled' && told.state === 'rejected'
    expect(own?.state === told.state || refusedLate, `${told.clientOrderId}: ours ${own?.state}, broker ${told.state}`)
    expect(own?.filled === told.filled, `${told.clientOrderId}: filled ours ${own?.filled}, broker ${told.filled}`)
  }
  for (const own of books.orders.values()) {
    const there = world.accepted.includes(own.clientOrderId) || own.parent !== null
    const neverThere = own.state === 'canceled' || own.state === 'denied' || own.state === 'rejected'
    expect(there || neverThere, `${own.clientOrderId} is ${own.state} and the broker never had it`)
  }
  const open = (await world.orders({ status: 'open' })).flatMap((one) => [one, ...one.legs]).filter(isOpen)
  expect(books.openOrders().length === open.length, `open: ours ${books.openOrders().length}, broker ${open.length}`)
  for (const [i, symbol] of SYMBOLS.entries()) {
    const [ours, theirs] = [books.shares(symbol), world.exchange.shares(i)]
    expect(ours === theirs, `${symbol}: ours ${ours}, broker ${theirs}`)
  }
  expect(
    books.cashMicros === world.exchange.account.cashMicros,
    `cash: ours ${books.cash}, broker ${world.exchange.account.cash}`,
  )
  const last = store.journal.last(path.account)
  const again = await startAgain()
  expect(store.journal.last(path.account) === last, 'a second start wrote something')
  expect(again.books.cashMicros === books.cashMicros, 'a second start changed the cash')
  return faults
}
