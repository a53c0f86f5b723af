import { type Instant, MINUTE } from '../../core/time.ts'
import { calendarOf } from '../../market/calendar/calendar.ts'
import type { ActionsQuery, BarsQuery, MarketDataSource, Snapshot, TapeQuery } from '../../ports/market-data.ts'
import { askAssets, createSymbolCheck } from './assets.ts'
import { createBatcher } from './batch.ts'
import { type AlpacaOptions, createDataHost, createTradingHost, isLoopback } from './client.ts'
import { createFeedChoice } from './feed.ts'
import { nothing, readActions, readBars, readPrints, readQuotes } from './history.ts'
import type { HistoryParts } from './history-parts.ts'
import { openStream, type StreamSettings } from './market-stream/open.ts'
import { type Active, alpacaLists, askMostActive, askMovers, type Mover } from './movers.ts'
import { pastSnapshot } from './past-snapshot.ts'
import { askSnapshots, toSnapshot } from './snapshot.ts'
import { splitFactor } from './splits.ts'
import { stockSymbol } from './symbols.ts'
import { vendorTime } from './vendor-time.ts'

export interface AlpacaSourceOptions extends AlpacaOptions, StreamSettings {
  /** `iex`, `sip`, or null = what the keys are entitled to. */
  feed: string | null
  cacheEntries: number
  cacheSeconds: number
}

/** What the port does not ask for, but the vendor gives. */
export interface AlpacaSource extends MarketDataSource {
  /** At most 50 of each. */
  movers(top: number, signal: AbortSignal): Promise<{ gainers: Mover[]; losers: Mover[] }>
  /** At most 100. */
  mostActive(by: 'volume' | 'trades', top: number, signal: AbortSignal): Promise<Active[]>
}

/** Older than this, "now" is the past: the vendor's snapshots show only the present. */
const PRESENT_MS = MINUTE

/**
 * US stocks and funds from Alpaca: prices as traded, seen across the splits known at the as-of. The feed of an answer is the one it was asked from.
 * @throws OpenbellError `config` without keys, `unavailable` when a local exchange does not tell its time
 */
export async function createAlpacaSource(options: AlpacaSourceOptions): Promise<AlpacaSource> {
  const { clock, log, tradingUrl } = options
  const host = createDataHost(options, options.dataUrl, { entries: options.cacheEntries, seconds: options.cacheSeconds })
  const trading = tradingUrl ? createTradingHost(options, tradingUrl) : null
  const local = trading && tradingUrl && isLoopback(tradingUrl) ? await vendorTime(trading, clock) : null
  const now = () => (local ?? clock).now()
  const calendar = calendarOf('us')
  const feeds = createFeedChoice(options.feed, now)
  const parts: HistoryParts = {
    host,
    batcher: createBatcher(),
    actionsBatcher: createBatcher(),
    feeds,
    calendar,
    log,
    known: createSymbolCheck(trading),
  }
  const history = createHistory(parts)

  async function snapshot(symbol: string, asOf: Instant, signal: AbortSignal): Promise<Snapshot> {
    const name = stockSymbol(symbol)
    if (asOf < now() - PRESENT_MS) return pastSnapshot(history, name, asOf, calendar, signal)
    const { feed, value } = await feeds.ask(now(), (one) => askSnapshots(host, [name], one, signal))
    const found = toSnapshot(name, feed, value.get(name), asOf, calendar)
    if (!found) throw await nothing(parts, name, 'price', signal)
    host.vendor.noteData(found.time)
    if (found.previousClose !== null) found.previousClose *= await splitFactor(parts, name, asOf, signal)
    return found.time > asOf ? pastSnapshot(history, name, asOf, calendar, signal) : found
  }

  return {
    name: 'alpaca',
    get feed() {
      return feeds.current()
    },
    get coverage() {
      return feeds.coverage()
    },
    now,
    history,
    snapshot,
    symbols: async (signal) => (trading ? askAssets(trading, signal) : []),
    lists: alpacaLists(host),
    stream: (wanted, sink, signal) => openStream(options, { ...parts, trading }, wanted, sink, signal),
    movers: (top, signal) => askMovers(host, top, signal),
    mostActive: (by, top, signal) => askMostActive(host, by, top, signal),
    metrics: () => host.vendor.metrics(),
    async close() {
      local?.stop()
      await host.vendor.close()
      await trading?.vendor.close()
    },
  }
}

function createHistory(parts: HistoryParts): MarketDataSource['history'] {
  const read = async (asked: BarsQuery | TapeQuery | ActionsQuery, signal: AbortSignal) => {
    const symbol = stockSymbol(asked.symbol)
    switch (asked.kind) {
      case 'bars':
        return readBars(parts, { ...asked, symbol }, signal)
      case 'prints':
        return readPrints(parts, { ...asked, kind: 'prints', symbol }, signal)
      case 'quotes':
        return readQuotes(parts, { ...asked, kind: 'quotes', symbol }, signal)
      case 'actions':
        return readActions(parts, { ...asked, symbol }, signal)
    }
  }
  return read as MarketDataSource['history']
}
