import { join } from 'node:path'
import { createMemoryStore } from '../../src/adapters/memory/store.ts'
import { createSimulatedSource } from '../../src/adapters/simulated/source.ts'
import { openStore } from '../../src/adapters/sqlite/store.ts'
import { createStoreSource } from '../../src/adapters/store/source.ts'
import { DAY } from '../../src/core/time.ts'
import { calendarOf } from '../../src/market/calendar/calendar.ts'
import type { Prints } from '../../src/market/prints.ts'
import type { MarketDataSource } from '../../src/ports/market-data.ts'
import type { Store } from '../../src/ports/store.ts'
import { freshHome } from '../support/cli.ts'
import { createSteppedClock } from '../support/vendor.ts'
import { marketDataContract } from './market-data.ts'

const sessions = ['2026-11-16', '2026-11-17', '2026-11-18', '2026-11-19']
const quiet = new AbortController().signal

/** Minutes of the sessions with a month of days before them, and the tape of the last session. */
async function fill(store: Store, source: MarketDataSource, symbol: string): Promise<void> {
  const [first, last] = [sessions[0], sessions[3]].map((date) => calendarOf('us').day(Date.parse(date) / DAY))
  const asOf = source.now()
  const [start, end] = [first.pre?.open ?? 0, last.post?.close ?? 0]
  const all = { symbol, asOf, session: 'all' } as const
  store.bars.append(await source.history({ ...all, kind: 'bars', timeframe: '1m', from: start, to: end }, quiet))
  store.bars.append(await source.history({ ...all, kind: 'bars', timeframe: '1d', from: start - 35 * DAY, to: end }, quiet))
  const open = last.regular?.open ?? 0
  const prints = await source.history({ kind: 'prints', symbol, from: open, to: open + DAY / 24, asOf }, quiet)
  store.tape.appendPrints(prints, occurrences(prints))
  store.tape.appendQuotes(await source.history({ kind: 'quotes', symbol, from: open, to: open + DAY / 24, asOf }, quiet))
}

/** For each print the how many-th of its equals it is. */
function occurrences(prints: Prints): Uint32Array {
  const seen = new Map<string, number>()
  return Uint32Array.from({ length: prints.length }, (_, i) => {
    const key = [prints.time[i], prints.price[i], prints.size[i], prints.exchange.codes[i], prints.conditions.codes[i]].join()
    const count = (seen.get(key) ?? 0) + 1
    seen.set(key, count)
    return count
  })
}

const stores: [string, () => Store][] = [
  ['in memory', createMemoryStore],
  ['in SQLite', () => openStore(join(freshHome(), 'openbell.db'))],
]

for (const [name, open] of stores) {
  marketDataContract(`store ${name}`, async () => {
    const clock = createSteppedClock(Date.parse('2026-11-20T17:00:30Z'))
    const market = createSimulatedSource({ seed: 7, clock })
    const [{ symbol }] = (await market.symbols(quiet)).filter((one) => one.kind === 'stock')
    const store = open()
    await fill(store, market, symbol)
    const source = createStoreSource(store, clock)
    const close = async () => {
      await source.close()
      store.close()
    }
    return { source, symbol, unknown: 'QQQQ', sessions, tape: 'yes', close }
  })
}
