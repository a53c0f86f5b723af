import { marketData, trading } from '@alpacahq/alpaca-trade-api/rest'
import { OpenbellError } from '../../core/errors.ts'
import type { Secret } from '../../core/settings.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { VendorTiming } from '../common/resilience.ts'
import { createVendorClient, type VendorClient } from '../common/vendor-client.ts'
import { canceled } from '../common/vendor-fault.ts'
import { alpacaError } from './errors.ts'

export interface AlpacaOptions {
  keyId: Secret | null
  secretKey: Secret | null
  /** Address of the trading host; null = none, then symbols cannot be told apart from silence. */
  tradingUrl: string | null
  clock: Clock
  log: Log
  timeoutMs: number
  /** Waits of retries and breaker; only tests change them. */
  timing?: Partial<VendorTiming>
}

/** The vendor's rule on the free plan, for each host by itself. */
const RATE_LIMIT = { limit: 200, perMs: 60_000 }

/** One of the vendor's hosts: its library for paths, parameters and headers, our client for everything that can go wrong. */
export interface AlpacaHost<Apis> {
  apis: Apis
  vendor: VendorClient
  /**
   * Runs a `...Raw` call of the library and parses the text ourselves: its models drop what does not fit and cut stamps to milliseconds.
   * @throws OpenbellError by status: `config` 401 403, `not-found` 404, `usage` 400 422, `unavailable` the rest
   */
  get(what: string, call: (init: RequestInit) => Promise<{ raw: Response }>, signal: AbortSignal): Promise<unknown>
}

export type DataApis = ReturnType<typeof dataApis>
export type TradingApis = ReturnType<typeof tradingApis>

/** The market-data host. */
export function createDataHost(
  options: AlpacaOptions,
  url: string,
  cache: { entries: number; seconds: number },
): AlpacaHost<DataApis> {
  return createHost(options, url, cache, (parameters) => dataApis(new marketData.Configuration(parameters)))
}

/** The trading host; nothing read there is kept in the cache. */
export function createTradingHost(options: AlpacaOptions, url: string): AlpacaHost<TradingApis> {
  return createHost(options, url, { entries: 0, seconds: 0 }, (parameters) => tradingApis(new trading.Configuration(parameters)))
}

function dataApis(configuration: marketData.Configuration) {
  return {
    stocks: new marketData.StockApi(configuration),
    screener: new marketData.ScreenerApi(configuration),
    actions: new marketData.CorporateActionsApi(configuration),
  }
}

function tradingApis(configuration: trading.Configuration) {
  return {
    accounts: new trading.AccountsApi(configuration),
    assets: new trading.AssetsApi(configuration),
    clock: new trading.ClockApi(configuration),
  }
}

type Parameters = NonNullable<ConstructorParameters<typeof marketData.Configuration>[0]>

function createHost<Apis>(
  options: AlpacaOptions,
  url: string,
  cache: { entries: number; seconds: number },
  build: (parameters: Parameters) => Apis,
): AlpacaHost<Apis> {
  const { clock, log, timeoutMs, timing } = options
  const vendor = createVendorClient({
    name: 'alpaca',
    clock,
    log,
    rateLimit: RATE_LIMIT,
    timeoutMs,
    cacheEntries: cache.entries,
    cacheSeconds: cache.seconds,
    concurrency: 8,
    timing,
  })
  // The library's own deadline, retries and rate limit stay off: two layers of them would multiply.
  const apis = build({ ...readKeys(options), basePath: bareUrl(url), fetchApi: vendor.fetch, timeoutMs: 0 })
  return {
    apis,
    vendor,
    async get(what, call, signal) {
      try {
        const { raw } = await call({ signal })
        return parseJson(what, await raw.text())
      } catch (thrown) {
        // The library has an error of its own for a signal that had fired before the call.
        if (signal.aborted) throw canceled(signal)
        throw alpacaError(what, thrown, log)
      }
    },
  }
}

/** @throws OpenbellError `config` naming the missing settings, never their values */
function readKeys({ keyId, secretKey }: Pick<AlpacaOptions, 'keyId' | 'secretKey'>): { keyId: string; secret: string } {
  const key = keyId?.reveal() ?? ''
  const secret = secretKey?.reveal() ?? ''
  const missing = [key === '' && 'APCA_API_KEY_ID', secret === '' && 'APCA_API_SECRET_KEY'].filter((name) => name !== false)
  if (missing.length === 0) return { keyId: key, secret }
  throw new OpenbellError(
    'config',
    `Alpaca needs keys, but ${missing.join(' and ')} ${missing.length > 1 ? 'are' : 'is'} not set`,
    'openbell init',
  )
}

/** People write the address with a slash or the API version behind it; the library adds both itself. */
function bareUrl(url: string): string {
  return url.replace(/\/+$/, '').replace(/\/v[123]$/, '')
}

/** Numbers past 2^53 (trade ids) keep their digits as text. */
function parseJson(what: string, text: string): unknown {
  try {
    return JSON.parse(text, exactNumbers as (key: string, value: unknown) => unknown)
  } catch (cause) {
    throw new OpenbellError('unavailable', `alpaca answered ${what} with something that is not JSON`, 'try again later', cause)
  }
}

function exactNumbers(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number' || !Number.isInteger(value) || Number.isSafeInteger(value)) return value
  return context?.source ?? value
}

/** A local emulator is always paper and keeps its own time. */
export function isLoopback(url: string): boolean {
  const host = URL.canParse(url) ? new URL(url).hostname : ''
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host)
}
