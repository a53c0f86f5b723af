import { OpenbellError } from '../../../core/errors.ts'
import type { MarketStream, StreamOptions, StreamSink } from '../../../ports/market-stream.ts'
import { defaultTiming } from '../../common/resilience.ts'
import { askAssets } from '../assets.ts'
import { type AlpacaHost, type AlpacaOptions, isLoopback, type TradingApis } from '../client.ts'
import type { HistoryParts } from '../history-parts.ts'
import { PAPER_KEYS, readKeys } from '../keys.ts'
import type { StreamTiming } from '../stream/socket.ts'
import { stockSymbol } from '../symbols.ts'
import type { Packing } from './dialect.ts'
import { openMarketStream } from './stream.ts'

export interface StreamSettings {
  dataUrl: string
  /** Address of the market-data stream; null = the one that belongs to the data host. */
  streamUrl?: string | null
  /** How the stream's messages travel; default JSON, which is read faster. */
  packing?: Packing
  /** Waits of the stream; only tests change them. */
  streamTiming?: Partial<StreamTiming>
}

/** Up to so many symbols are asked about one by one; for more the vendor's whole list is cheaper. */
const FEW = 10

/** The market-data stream of a source. @throws OpenbellError `config` without keys or for an address that is none, `usage`, `not-found` */
export async function openStream(
  options: AlpacaOptions & StreamSettings,
  parts: Pick<HistoryParts, 'feeds' | 'known'> & { trading: AlpacaHost<TradingApis> | null },
  wanted: StreamOptions,
  sink: StreamSink,
  signal: AbortSignal,
): Promise<MarketStream> {
  const { clock, log, keyNames = PAPER_KEYS, timing, streamTiming, packing = 'json' } = options
  const base = streamBase(options.dataUrl, options.streamUrl ?? null)
  const stream = {
    keys: readKeys(options),
    keyNames,
    feeds: parts.feeds,
    urlOf: (feed: string) => `${base}/v2/${feed}`,
    packing,
    clock,
    log,
    random: { ...defaultTiming, ...timing }.random,
    timing: streamTiming,
    check: (symbols: readonly string[], signal: AbortSignal) => check(parts, [...new Set(symbols.map(stockSymbol))], signal),
  }
  return openMarketStream(stream, wanted, sink, signal)
}

/**
 * The stream's host. Who asks an exchange on this machine for data does not send its keys to the vendor's stream.
 * @throws OpenbellError `config` for what is no address, or where keys would travel in the open
 */
function streamBase(dataUrl: string, streamUrl: string | null): string {
  const own = streamUrl === null || (isLoopback(dataUrl) && !isLoopback(streamUrl))
  const base = (own ? dataUrl.replace(/^http/, 'ws').replace('//data.', '//stream.data.') : streamUrl)
    .replace(/\/+$/, '')
    .replace(/\/v2(\/[a-z_]+)?$/, '')
  const protocol = URL.canParse(base) ? new URL(base).protocol : ''
  if (protocol === 'wss:' || (protocol === 'ws:' && isLoopback(base))) return base
  throw protocol === 'ws:'
    ? new OpenbellError(
        'config',
        `${new URL(base).host} is asked over ws:, so keys would travel in the open`,
        `set APCA_API_STREAM_URL=wss://${new URL(base).host}`,
      )
    : new OpenbellError('config', `'${base}' is no wss:// address`, 'openbell config')
}

/** @throws OpenbellError `not-found` for a symbol the vendor does not list; one that it cannot be asked about passes */
async function check(
  { known, trading }: { known: HistoryParts['known']; trading: AlpacaHost<TradingApis> | null },
  symbols: string[],
  signal: AbortSignal,
): Promise<string[]> {
  let doubtful = symbols
  if (trading && symbols.length > FEW) {
    const listed = await askAssets(trading, signal).catch((thrown: OpenbellError) => {
      if (thrown.kind === 'canceled') throw thrown
      return null
    })
    const names = listed && new Set(listed.map(({ symbol }) => symbol))
    doubtful = names ? symbols.filter((symbol) => !names.has(symbol)) : []
  }
  for (const symbol of doubtful) {
    if ((await known(symbol, signal)) !== 'unknown') continue
    throw new OpenbellError('not-found', `alpaca does not list '${symbol}'`, 'check the spelling, or try another --source')
  }
  return symbols
}
