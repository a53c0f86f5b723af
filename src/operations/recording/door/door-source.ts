import type { Instant } from '../../../core/time.ts'
import type { MarketDataSource, Snapshot, SourceMetrics, SymbolInfo } from '../../../ports/market-data.ts'
import type { MarketStream, StreamOptions, StreamSink } from '../../../ports/market-stream.ts'
import type { Door } from './door.ts'

/** What a session knows of a source at once. */
interface SourceFacts {
  name: string
  feed: string
  coverage: number
  streams: boolean
  /** Its calls leave the process, and are measured. */
  measured: boolean
  lists: string[] | null
}

/** A source through a door. `open` builds the real one and is never called in a replay. */
export async function doorSource(door: Door, name: string, open: () => Promise<MarketDataSource>): Promise<MarketDataSource> {
  let inner: MarketDataSource | null = null
  const facts = await door.call('source', name, async (): Promise<SourceFacts> => {
    inner = await open()
    const { feed, coverage, lists } = inner
    const [streams, measured] = [inner.stream !== undefined, inner.metrics() !== null]
    return { name: inner.name, feed, coverage, streams, measured, lists: lists ? [...lists.names] : null }
  })
  const real = () => inner as MarketDataSource
  const what = (call: string) => `${facts.name}.${call}`
  return {
    name: facts.name,
    // Which feed a plan gives may be known only after the first answer.
    get feed() {
      return door.value(what('feed'), () => inner?.feed ?? facts.feed)
    },
    get coverage() {
      return door.value(what('coverage'), () => inner?.coverage ?? facts.coverage)
    },
    now: () => door.value<Instant>(what('now'), () => inner?.now() ?? door.clock.now()),
    history: ((query: never, signal: AbortSignal) =>
      door.call(what('history'), query, () => real().history(query, signal))) as MarketDataSource['history'],
    snapshot: (symbol, asOf, signal) =>
      door.call<Snapshot>(what('snapshot'), [symbol, asOf], () => real().snapshot(symbol, asOf, signal)),
    symbols: (signal) => door.call<SymbolInfo[]>(what('symbols'), null, () => real().symbols(signal)),
    ...(facts.lists && {
      lists: {
        names: facts.lists,
        read: (list: string, signal: AbortSignal) =>
          door.call<string[]>(what('lists'), list, () => real().lists!.read(list, signal)),
      },
    }),
    ...(facts.streams && {
      stream: (options: StreamOptions, sink: StreamSink, signal: AbortSignal) =>
        doorStream(door, real, what, options, sink, signal),
    }),
    metrics: () => (facts.measured ? metricsOf(door, what('clock-skew'), inner) : null),
    close: async () => {},
  }
}

/** What was measured of the calls; only how far the clocks are apart decides anything, and is the same in a replay. */
function metricsOf(door: Door, what: string, inner: MarketDataSource | null): SourceMetrics {
  const metrics = inner?.metrics() ?? UNMEASURED
  return { ...metrics, clockSkewMs: door.value(what, () => metrics.clockSkewMs) }
}

const UNMEASURED: SourceMetrics = {
  calls: 0,
  errors: 0,
  retries: 0,
  p50: null,
  p95: null,
  p99: null,
  cache: { entries: 0, hits: 0, misses: 0, evictions: 0, hitRatio: null },
  breaker: 'closed',
  rateLimit: { limit: 0, perMs: 0, used: 0, waiting: 0 },
  connections: { open: 0, idle: 0, waiting: 0 },
  newestDataAgeMs: null,
  clockSkewMs: null,
  uptimeMs: 0,
}

/** What a session reads from a stream at any moment. */
interface StreamFacts {
  symbols: string[]
  limit: number | null
}

/** A stream through a door: what it tells is heard at once, what is asked of it is a call. */
async function doorStream(
  door: Door,
  real: () => MarketDataSource,
  what: (call: string) => string,
  options: StreamOptions,
  sink: StreamSink,
  signal: AbortSignal,
): Promise<MarketStream> {
  let inner: MarketStream | null = null
  const stream = () => inner as MarketStream
  const factsOf = (): StreamFacts => ({ symbols: [...stream().symbols], limit: stream().limit })
  const asked = { ...options, symbols: [...options.symbols] }
  const opened = await door.sinkCall(what('stream'), asked, sink, async (heard) => {
    inner = await real().stream!(options, heard, signal)
    return { ...factsOf(), isTape: inner.isTape }
  })
  let facts: StreamFacts = opened
  const call = async (how: string, wanted: unknown, work: () => Promise<void>) => {
    facts = await door.call(what(how), wanted, async () => {
      await work()
      return factsOf()
    })
  }
  return {
    get symbols() {
      return new Set(facts.symbols)
    },
    get limit() {
      return facts.limit
    },
    isTape: opened.isTape,
    subscribe: (symbols, until) => call('subscribe', [...symbols], () => stream().subscribe(symbols, until)),
    unsubscribe: (symbols, until) => call('unsubscribe', [...symbols], () => stream().unsubscribe(symbols, until)),
    restart(symbols, reason) {
      door.wrote(what('restart'), [[...symbols], reason])
      inner?.restart(symbols, reason)
    },
    catchUp: (to, until) => call('catch-up', to, () => stream().catchUp(to, until)),
    close: () => call('close-stream', null, () => stream().close()),
  }
}
