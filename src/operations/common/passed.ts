import type { MarketDataSource } from '../../ports/market-data.ts'

/**
 * Everything of a source that a wrapper hands on. Not a spread: feed and coverage are asked for each time, because a plan may turn out to give another feed.
 */
export function passed(source: MarketDataSource): MarketDataSource {
  return {
    name: source.name,
    get feed() {
      return source.feed
    },
    get coverage() {
      return source.coverage
    },
    now: () => source.now(),
    history: ((query: never, signal: AbortSignal) => source.history(query, signal)) as MarketDataSource['history'],
    snapshot: (symbol, asOf, signal) => source.snapshot(symbol, asOf, signal),
    symbols: (signal) => source.symbols(signal),
    ...(source.lists && { lists: source.lists }),
    ...(source.stream && { stream: source.stream.bind(source) }),
    metrics: () => source.metrics(),
    close: () => source.close(),
  }
}
