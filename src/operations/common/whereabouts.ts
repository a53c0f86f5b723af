import { OpenbellError } from '../../core/errors.ts'
import type { MarketDataSource } from '../../ports/market-data.ts'

/**
 * Wraps a source so that `not-found` says where the symbol does exist: `SPY is in the store: add --source store`.
 * The neighbours are asked only when something was not found, and never answer in its place.
 */
export function withWhereabouts(source: MarketDataSource, neighbours: () => Promise<MarketDataSource[]>): MarketDataSource {
  const explain = async (thrown: unknown, symbol: string, signal: AbortSignal): Promise<never> => {
    if (!(thrown instanceof OpenbellError) || thrown.kind !== 'not-found') throw thrown
    for (const other of await neighbours()) {
      const listed = await other.symbols(signal).catch(() => [])
      if (!listed.some((one) => one.symbol === symbol)) continue
      const place = other.name === 'store' ? 'in the store' : `a symbol of the ${other.name} market`
      throw new OpenbellError('not-found', thrown.message, `${symbol} is ${place}: add --source ${other.name}`, thrown)
    }
    throw thrown
  }
  return {
    name: source.name,
    get feed() {
      return source.feed
    },
    get coverage() {
      return source.coverage
    },
    now: () => source.now(),
    symbols: (signal) => source.symbols(signal),
    ...(source.lists && { lists: source.lists }),
    metrics: () => source.metrics(),
    close: () => source.close(),
    snapshot: (symbol, asOf, signal) => source.snapshot(symbol, asOf, signal).catch((thrown) => explain(thrown, symbol, signal)),
    history: ((query: { symbol: string }, signal: AbortSignal) =>
      (source.history as (query: unknown, signal: AbortSignal) => Promise<unknown>)(query, signal).catch((thrown) =>
        explain(thrown, query.symbol, signal),
      )) as MarketDataSource['history'],
  }
}
