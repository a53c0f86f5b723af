import { OpenbellError } from '../core/errors.ts'
import { Secret } from '../core/settings.ts'
import type { BrokerWish, LocalExchange } from '../operations/context.ts'
import type { Broker } from '../ports/broker.ts'
import type { Log } from '../ports/log.ts'
import type { MarketDataSource } from '../ports/market-data.ts'
import type { Store } from '../ports/store.ts'
import type { Parts } from './parts.ts'

/** The one live host: no setting leads there, and no setting can put another in its place. */
const LIVE_TRADING_URL = 'https://api.alpaca.markets'

/** The broker of the settings, or the exchange that is wished for. @throws OpenbellError usage for an unknown name */
export async function buildBroker(
  { settings, clock, log }: Parts,
  { live = false, account = settings.account, now, follows, at, over }: BrokerWish,
  store: () => Promise<Store>,
  source: (name: string) => Promise<MarketDataSource>,
): Promise<Broker> {
  if (at) return buildLocalBroker(at, log)
  if (over || settings.broker === 'simulated') {
    const market = over?.source ?? (await source(settings.source))
    const { createSimulatedBroker } = await import('../adapters/simulated/broker.ts')
    const lives = now ?? (() => settings.asOf ?? market.now())
    return createSimulatedBroker({
      account,
      store: over?.store ?? (await store()),
      source: market,
      clock,
      cash: over?.cash ?? settings.accountCash,
      now: lives,
      follows,
    })
  }
  if (settings.broker !== 'alpaca') {
    throw new OpenbellError('usage', `unknown broker '${settings.broker}'`, '--broker simulated|alpaca')
  }
  return (await import('../adapters/alpaca/broker.ts')).createAlpacaBroker({
    mode: live ? 'live' : 'paper',
    keyId: live ? settings.alpacaLiveKeyId : settings.alpacaKeyId,
    secretKey: live ? settings.alpacaLiveSecretKey : settings.alpacaSecretKey,
    tradingUrl: live ? LIVE_TRADING_URL : settings.alpacaTradingUrl,
    streamUrl: null,
    timeoutMs: settings.requestTimeoutMs,
    clock,
    log,
  })
}

/** What keeps requests few is for a vendor's sake: an exchange of our own takes all. */
const UNCOUNTED = 1_000_000

async function buildLocalBroker({ keyId, secretKey, ...at }: LocalExchange, log: Log): Promise<Broker> {
  const { createAlpacaBroker } = await import('../adapters/alpaca/broker.ts')
  const keys = { keyId: new Secret(keyId), secretKey: new Secret(secretKey) }
  return createAlpacaBroker({ ...at, ...keys, log, mode: 'paper', ratePerMinute: UNCOUNTED })
}
