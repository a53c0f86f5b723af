import { throwIfAborted } from '../../core/errors.ts'
import { barClose } from '../../market/bar-times.ts'
import { calendarFor } from '../../market/calendar/calendar.ts'
import { type SymbolKind, symbolKind } from '../../market/symbols.ts'
import type { Clock } from '../../ports/clock.ts'
import type { ActionsQuery, BarsQuery, MarketDataSource, SymbolInfo, TapeQuery } from '../../ports/market-data.ts'
import type { Store } from '../../ports/store.ts'
import { createTapeStream } from '../common/tape-stream.ts'
import { loadBars } from './bars.ts'
import { loadSnapshot } from './snapshot.ts'
import { storedTape } from './stream.ts'
import { loadActions, loadPrints, loadQuotes } from './tape.ts'

/**
 * What is stored, as a market-data source. Answers carry source `store` and the feed of the series they came from.
 * Coarser timeframes are made of finer ones, splits known at the as-of are applied (`adjustment: 'splits'`), and 1m bars
 * without counts get them from stored prints. "Now" is the close of the newest stored bar.
 */
export function createStoreSource(store: Store, clock: Clock): MarketDataSource {
  const history = async (query: BarsQuery | TapeQuery | ActionsQuery, signal: AbortSignal) => {
    throwIfAborted(signal)
    if (query.kind === 'bars') return loadBars(store, query)
    if (query.kind === 'actions') return loadActions(store, query)
    return query.kind === 'prints' ? loadPrints(store, query) : loadQuotes(store, query)
  }
  return {
    name: 'store',
    get feed() {
      const feeds = new Set(store.series().map((one) => one.feed))
      return feeds.size === 1 ? [...feeds][0] : 'store'
    },
    // A stored series may be of a partial feed; its label on each answer says so.
    coverage: 1,
    now: () => newestClose(store) ?? clock.now(),
    history: history as MarketDataSource['history'],
    async snapshot(symbol, asOf, signal) {
      throwIfAborted(signal)
      return loadSnapshot(store, symbol, asOf)
    },
    symbols: async () => listSymbols(store),
    stream: (options, sink, signal) =>
      createTapeStream(storedTape(store, { history: history as MarketDataSource['history'] }), options, sink, signal),
    metrics: () => null,
    close: async () => {},
  }
}

/** Close of the newest bar of all series; null in a store without bars. */
function newestClose(store: Store): number | null {
  let newest: number | null = null
  for (const { symbol, timeframe, to } of store.series()) {
    if (timeframe) newest = Math.max(newest ?? to, barClose(timeframe, to, calendarFor(symbol)))
  }
  return newest
}

const KINDS: Record<SymbolKind, SymbolInfo['kind']> = { equity: 'stock', future: 'future', crypto: 'crypto', fx: 'fx' }

function listSymbols(store: Store): SymbolInfo[] {
  const names = new Set(store.series().map((one) => one.symbol))
  return [...names].sort().map((symbol) => ({ symbol, name: symbol, kind: KINDS[symbolKind(symbol)], sector: null }))
}
