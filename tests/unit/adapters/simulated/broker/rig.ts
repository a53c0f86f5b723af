import { createMemoryStore } from '../../../../../src/adapters/memory/store.ts'
import { createSimulatedBroker } from '../../../../../src/adapters/simulated/broker.ts'
import { createSimulatedSource } from '../../../../../src/adapters/simulated/source.ts'
import { HOUR, type Instant, parseDate } from '../../../../../src/core/time.ts'
import { usCalendar } from '../../../../../src/market/calendar/us.ts'
import type { Broker, BrokerOrderRequest } from '../../../../../src/ports/broker.ts'
import type { MarketDataSource } from '../../../../../src/ports/market-data.ts'
import type { Store } from '../../../../../src/ports/store.ts'
import { accepted, brokerRequest } from '../../../../support/broker-request.ts'
import { fixedClock } from '../../../../support/context.ts'

export const SYMBOL = 'YELKOR'
export const DAY_ONE = parseDate('2026-07-07')!
export const OPEN = usCalendar.day(DAY_ONE).regular!.open
export const { signal } = new AbortController()

let sent = 0

export interface Rig {
  store: Store
  source: MarketDataSource
  now(): Instant
  set(now: Instant): void
  /** A broker as another process would make it: nothing in memory. */
  process(options?: { account?: string; store?: Store; now?: () => Instant; source?: MarketDataSource }): Broker
  price(): Promise<number>
}

/** Accounts over the simulated market, one hour after the open of 2026-07-07. */
export function rig(store: Store = createMemoryStore()): Rig {
  let now = OPEN + HOUR
  const { clock } = fixedClock(now)
  const source = createSimulatedSource({ seed: 7, clock })
  return {
    store,
    source,
    now: () => now,
    set: (at) => {
      now = at
    },
    process: (options = {}) =>
      createSimulatedBroker({ account: 'main', store, source, clock, cash: 100_000, now: () => now, ...options }),
    price: async () => (await source.snapshot(SYMBOL, now, signal)).price,
  }
}

export function wish(more: Partial<BrokerOrderRequest> = {}): BrokerOrderRequest {
  return brokerRequest({ clientOrderId: `test-${++sent}`, symbol: SYMBOL, ...more })
}

export { accepted }

export const cents = (price: number) => Math.round(price * 100) / 100
