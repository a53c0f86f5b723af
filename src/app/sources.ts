import { OpenbellError } from '../core/errors.ts'
import type { Hub } from '../ports/hub.ts'
import type { MarketDataSource } from '../ports/market-data.ts'
import type { Store } from '../ports/store.ts'
import type { Parts } from './parts.ts'

/** Names of the sources that a setting may say, besides the running session. */
export const SOURCES = ['simulated', 'store', 'yahoo', 'alpaca']

/** @throws OpenbellError usage for an unknown name */
export async function buildSource(name: string, parts: Parts, store: () => Promise<Store>): Promise<MarketDataSource> {
  const { settings, clock, log, closers } = parts
  const vendor = {
    clock,
    log,
    cacheEntries: settings.cacheEntries,
    cacheSeconds: settings.cacheSeconds,
    timeoutMs: settings.requestTimeoutMs,
  }
  const builders: Record<string, () => Promise<MarketDataSource>> = {
    simulated: async () =>
      (await import('../adapters/simulated/source.ts')).createSimulatedSource({ seed: settings.seed, clock }),
    store: async () => (await import('../adapters/store/source.ts')).createStoreSource(await store(), clock),
    yahoo: async () => (await import('../adapters/yahoo/source.ts')).createYahooSource({ ...vendor, url: settings.yahooUrl }),
    alpaca: async () =>
      (await import('../adapters/alpaca/source.ts')).createAlpacaSource({
        ...vendor,
        keyId: settings.alpacaKeyId,
        secretKey: settings.alpacaSecretKey,
        dataUrl: settings.alpacaDataUrl,
        tradingUrl: settings.alpacaTradingUrl,
        feed: settings.alpacaFeed,
        streamUrl: settings.alpacaStreamUrl,
      }),
  }
  const build = builders[name]
  if (!build) throw new OpenbellError('usage', `unknown source '${name}'`, `--source ${SOURCES.join('|')}|session`)
  const made = await build()
  closers.push(() => made.close())
  return made
}

/** What a running session of the same market knows, it answers: all that look at once see the same. */
export async function withRunningSession(
  source: MarketDataSource,
  parts: Parts,
  hub: () => Promise<Hub>,
): Promise<MarketDataSource> {
  const { settings, clock, log, closers, caller } = parts
  if (source.name === 'session') return source
  const { withSession } = await import('../operations/session/with-session.ts')
  const { marketOf } = await import('../operations/session/market-of.ts')
  const { Lookout } = await import('../operations/session/lookout.ts')
  const lookout = new Lookout({ hub, pid: process.pid, caller, clock }, source.name)
  closers.push(() => lookout.close())
  return withSession(source, { lookout, market: marketOf(source.name, settings), log })
}

/** `--source session`: the running session, whatever it is; what it does not hold comes from the source behind it. */
export async function buildSessionSource(
  parts: Parts,
  hub: () => Promise<Hub>,
  store: () => Promise<Store>,
): Promise<MarketDataSource> {
  const { settings, caller, closers, signal } = parts
  const { noSession, openSessionSource } = await import('../operations/session/session-source.ts')
  const { marketOf, seedOf } = await import('../operations/session/market-of.ts')
  const { openLink } = await import('../operations/session/link.ts')
  const link = await openLink({ hub, pid: process.pid, caller }, null, signal)
  if (link === null) throw noSession()
  closers.push(() => link.close())
  return openSessionSource({
    link,
    signal,
    async behind({ source, market }) {
      const same = { ...settings, seed: seedOf(market) ?? settings.seed }
      if (!SOURCES.includes(source) || marketOf(source, same) !== market) return null
      return buildSource(source, { ...parts, settings: same }, store)
    },
  })
}
