import { type ErrorKind, OpenbellError } from '../core/errors.ts'
import type { Instant } from '../core/time.ts'
import type { Calendar } from '../market/calendar/calendar.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { MarketDataSource, SymbolInfo } from '../ports/market-data.ts'
import type { ExchangeTime } from './exchange-time.ts'
import type { FaultPlan } from './faults/fault-plan.ts'
import type { RateLimits } from './rate-limits.ts'
import type { Streams } from './stream/attach.ts'
import type { TradeEventListener } from './trading/events.ts'
import type { Trading } from './trading/trading.ts'

/** Everything the routes share. The trading half of the exchange adds its account and matching here. */
export interface World {
  source: MarketDataSource
  calendar: Calendar
  time: ExchangeTime
  /** Real time, for rate limits and delays only; what clients are told comes from `time`. */
  clock: Clock
  /** Where errors go that no client may see whole. */
  log: Log
  faults: FaultPlan
  limits: RateLimits
  seed: number
  /** True when the source's prices are already adjusted for splits, which `raw` then takes back. */
  splitAdjusted: boolean
  /** Dollars of the account. */
  cash: number
  /** The plan the keys stand for: with or without consolidated data of the last 15 minutes. */
  rights: { realtimeSip: boolean }
  directory: Directory
  /** Hears every change of an order from now on, in exact order; returns what ends the listening. */
  onTradeEvent(listener: TradeEventListener): () => void
  /** Brings the matching up to `time.now()`; every event of it has been told when this resolves. */
  advance(): Promise<void>
  /** The account and its orders. */
  trading: Trading
  requests: number
  /** Ids of the keys that have asked something. */
  keys: Set<string>
  /** The sockets; null until the server listens. */
  streams: Streams | null
}

/** The listed stocks and funds of the source. A source without a directory lists nothing and knows what it answers. */
export interface Directory {
  all(signal: AbortSignal): Promise<SymbolInfo[]>
  /** False only when there is a directory and the symbol is not in it. */
  mayTrade(symbol: string, signal: AbortSignal): Promise<boolean>
}

export function createDirectory(source: MarketDataSource): Directory {
  let loaded: Promise<Map<string, SymbolInfo>> | null = null
  const load = (signal: AbortSignal) => {
    loaded ??= source.symbols(signal).then(
      (list) => new Map(list.filter(isStock).map((one) => [one.symbol, one])),
      (thrown) => {
        loaded = null
        throw thrown
      },
    )
    return loaded
  }
  return {
    all: async (signal) => [...(await load(signal)).values()],
    async mayTrade(symbol, signal) {
      const known = await load(signal)
      return known.size === 0 || known.has(symbol)
    },
  }
}

function isStock(info: SymbolInfo): boolean {
  return info.kind === 'stock' || info.kind === 'fund'
}

/** What a source cannot give, ever or just now, is no fault of the exchange. */
const NOTHING: ReadonlySet<ErrorKind> = new Set(['not-found', 'no-data', 'usage'])

/** The answer of the source, or null where it has none: over the wire an unknown or silent symbol is simply missing. */
export async function orNothing<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer
  } catch (thrown) {
    if (thrown instanceof OpenbellError && NOTHING.has(thrown.kind)) return null
    throw thrown
  }
}

/** The trading day's span from pre-market open to after-hours close; null on a closed day. */
export function fullDay(calendar: Calendar, day: number): { open: Instant; close: Instant } | null {
  const session = calendar.day(day)
  if (!session.regular) return null
  return { open: (session.pre ?? session.regular).open, close: (session.post ?? session.regular).close }
}
