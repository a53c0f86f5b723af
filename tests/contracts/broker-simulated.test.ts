import { createSystemClock } from '../../src/adapters/clock/system.ts'
import { createMemoryStore } from '../../src/adapters/memory/store.ts'
import { createSimulatedBroker } from '../../src/adapters/simulated/broker.ts'
import { createSimulatedSource } from '../../src/adapters/simulated/source.ts'
import { openStore } from '../../src/adapters/sqlite/store.ts'
import { HOUR, parseDate } from '../../src/core/time.ts'
import { usCalendar } from '../../src/market/calendar/us.ts'
import type { Store } from '../../src/ports/store.ts'
import { CONTRACT_CASH, describeBroker } from './broker.ts'

const SYMBOL = 'YELKOR'
const OPEN = usCalendar.day(parseDate('2026-07-07')!).regular!.open
const signal = new AbortController().signal

const stores: [string, () => Store][] = [
  ['memory', createMemoryStore],
  ['sqlite', () => openStore(':memory:')],
]

for (const [name, openTheStore] of stores) {
  describeBroker(`the simulated account kept in ${name}`, async () => {
    let now = OPEN + HOUR
    const clock = createSystemClock()
    const source = createSimulatedSource({ seed: 7, clock })
    const store = openTheStore()
    const broker = createSimulatedBroker({ account: 'main', store, source, clock, cash: CONTRACT_CASH, now: () => now })
    return {
      broker,
      symbol: SYMBOL,
      async advance(ms) {
        now += ms
        await broker.account(signal)
      },
      price: async () => (await source.snapshot(SYMBOL, now, signal)).price,
      async close() {
        await broker.close()
        store.close()
      },
    }
  })
}
