import { OpenbellError } from '../../core/errors.ts'
import type { MarketDataSource } from '../../ports/market-data.ts'
import type { MarketStream } from '../../ports/market-stream.ts'
import { passed } from './passed.ts'

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
  const history = (query: { symbol: string }, signal: AbortSignal) =>
    (source.history as (query: unknown, signal: AbortSignal) => Promise<unknown>)(query, signal).catch((thrown) =>
      explain(thrown, query.symbol, signal),
    )
  const explained = passed(source)
  if (explained.stream) explained.stream = explainedStream(explained.stream, explain)
  explained.snapshot = (symbol, asOf, signal) =>
    source.snapshot(symbol, asOf, signal).catch((thrown) => explain(thrown, symbol, signal))
  explained.history = history as MarketDataSource['history']
  return explained
}

type OpenStream = NonNullable<MarketDataSource['stream']>
type Explain = (thrown: unknown, symbol: string, signal: AbortSignal) => Promise<never>

/** A subscription names several symbols; the message says which of them was not found. */
function explainedStream(open: OpenStream, explain: Explain): OpenStream {
  return async (options, sink, signal) => {
    const stream = await open(options, sink, signal).catch((thrown) => explain(thrown, named(thrown, options.symbols), signal))
    const subscribe: MarketStream['subscribe'] = (symbols, signal) =>
      stream.subscribe(symbols, signal).catch((thrown) => explain(thrown, named(thrown, symbols), signal))
    return {
      isTape: stream.isTape,
      get symbols() {
        return stream.symbols
      },
      get limit() {
        return stream.limit
      },
      subscribe,
      unsubscribe: (symbols, signal) => stream.unsubscribe(symbols, signal),
      restart: (symbols, reason) => stream.restart(symbols, reason),
      catchUp: (to, signal) => stream.catchUp(to, signal),
      close: () => stream.close(),
    }
  }
}

function named(thrown: unknown, symbols: readonly string[]): string {
  const words = thrown instanceof Error ? thrown.message.split(/[\s,;:]+/) : []
  return symbols.find((symbol) => words.includes(symbol)) ?? ''
}
