import { join } from 'node:path'
import { afterAll } from 'vitest'
import { createSimulatedSource } from '../../src/adapters/simulated/source.ts'
import { openStore } from '../../src/adapters/sqlite/store.ts'
import { createStoreSource } from '../../src/adapters/store/source.ts'
import { HOUR, MINUTE } from '../../src/core/time.ts'
import type { Prints } from '../../src/market/prints.ts'
import type { Store } from '../../src/ports/store.ts'
import { freshHome } from '../support/cli.ts'
import { createSteppedClock } from '../support/vendor.ts'
import { marketStreamContract } from './market-stream.ts'

const quiet = new AbortController().signal
const from = Date.parse('2026-03-20T13:35:00Z')
const symbols: [string, string] = ['WOVBEX', 'MELZAN']

/** Minutes of two symbols: prints, quotes and bars, as an import leaves them. */
async function fill(store: Store): Promise<void> {
  const market = createSimulatedSource({ seed: 7, clock: createSteppedClock(from) })
  const range = { from: from - 2 * MINUTE, to: from + 8 * MINUTE, asOf: from + HOUR }
  for (const symbol of symbols) {
    const prints = await market.history({ kind: 'prints', symbol, ...range }, quiet)
    store.tape.appendPrints(prints, occurrences(prints))
    store.tape.appendQuotes(await market.history({ kind: 'quotes', symbol, ...range }, quiet))
    store.bars.append(await market.history({ kind: 'bars', symbol, timeframe: '1m', session: 'all', ...range }, quiet))
  }
}

/** For each print the how many-th of its equals it is. */
function occurrences(prints: Prints): Uint32Array {
  const seen = new Map<string, number>()
  return Uint32Array.from({ length: prints.length }, (_, i) => {
    const key = [prints.time[i], prints.price[i], prints.size[i], prints.conditions.codes[i]].join()
    const count = (seen.get(key) ?? 0) + 1
    seen.set(key, count)
    return count
  })
}

let filled: Promise<Store> | null = null
/** The tests only read. */
const stored = () => {
  filled ??= (async () => {
    const store = openStore(join(freshHome(), 'openbell.db'))
    await fill(store)
    return store
  })()
  return filled
}
afterAll(async () => (await filled)?.close())

marketStreamContract('store', async () => {
  const source = createStoreSource(await stored(), createSteppedClock(from))
  return {
    source,
    symbols,
    unknown: 'QQQQ',
    from,
    has: { quotes: true, bars: true },
    advance: (stream, to) => stream.catchUp(to, quiet),
    close: () => source.close(),
  }
})
