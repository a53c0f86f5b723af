import { OpenbellError } from '../../core/errors.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { ActionsQuery, BarsQuery, MarketDataSource, SymbolInfo, TapeQuery } from '../../ports/market-data.ts'
import type { VendorTiming } from '../common/resilience.ts'
import { createVendorClient } from '../common/vendor-client.ts'
import { decodeSearch } from './decode-quote.ts'
import { readActions, readBars, type YahooParts } from './history.ts'
import { createYahooLibrary } from './library.ts'
import { yahooLists } from './lists.ts'
import { readSnapshot } from './snapshot.ts'

export interface YahooOptions {
  /** Address that stands for Yahoo's hosts; null = Yahoo itself. */
  url: string | null
  clock: Clock
  log: Log
  cacheEntries: number
  cacheSeconds: number
  timeoutMs: number
  /** Waits of the retries and the breaker, for tests. */
  timing?: Partial<VendorTiming>
}

/** Yahoo has no published limit; this pace has long been tolerated, and one address that asks faster is blocked for hours. */
const RATE = { limit: 60, perMs: 60_000 }

export interface YahooSource extends MarketDataSource {
  /** Symbols whose name or spelling is like the text, best first. */
  search(text: string, signal: AbortSignal): Promise<SymbolInfo[]>
}

/**
 * Yahoo Finance: unofficial, best effort, without a key. Bars are adjusted for splits by Yahoo (feed `yahoo`), not for dividends;
 * prints and quotes of the tape do not exist there. Its library is loaded by the first call.
 */
export function createYahooSource(options: YahooOptions): YahooSource {
  const { clock, log } = options
  const client = createVendorClient({ ...options, name: 'yahoo', rateLimit: RATE, concurrency: 4 })
  const library = createYahooLibrary(client, options.url, log)
  const parts: YahooParts = { client, library, clock, log }

  const search = async (text: string, signal: AbortSignal) => {
    const answer = await client.cached({ key: `search ${text}` }, signal, async () =>
      decodeSearch(await library.search(text, signal)),
    )
    return answer.value
  }
  const helped = <T>(symbol: string, signal: AbortSignal, answer: Promise<T>) =>
    withSuggestions(symbol, () => search(symbol, signal), answer)

  function history(query: BarsQuery | TapeQuery | ActionsQuery, signal: AbortSignal): Promise<never> {
    if (query.kind === 'bars') return helped(query.symbol, signal, readBars(parts, query, signal)) as Promise<never>
    if (query.kind === 'actions') return helped(query.symbol, signal, readActions(parts, query, signal)) as Promise<never>
    return Promise.reject(
      new OpenbellError(
        'usage',
        `yahoo has no ${query.kind}, only bars and the latest quote`,
        'use --source alpaca, or data import FILE',
      ),
    )
  }

  return {
    name: 'yahoo',
    feed: 'yahoo',
    coverage: 1,
    now: () => clock.now(),
    history,
    snapshot: (symbol, asOf, signal) => helped(symbol, signal, readSnapshot(parts, symbol, asOf, signal)),
    symbols: async () => [],
    lists: yahooLists(client, library),
    search,
    metrics: () => client.metrics(),
    close: () => client.close(),
  }
}

/** Adds the nearest symbols to a `not-found`, if Yahoo will tell them. */
async function withSuggestions<T>(symbol: string, search: () => Promise<SymbolInfo[]>, answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (thrown) {
    if (!(thrown instanceof OpenbellError && thrown.kind === 'not-found')) throw thrown
    const near = await search().catch(() => [])
    const names = near.slice(0, 3).map((one) => `${one.symbol} (${one.name})`)
    const hint =
      names.length > 0 ? `nearest at yahoo: ${names.join(', ')}` : 'check the spelling: stocks AAPL, futures NQ, crypto BTCUSD'
    throw new OpenbellError('not-found', `yahoo does not know ${symbol}`, hint, thrown)
  }
}
