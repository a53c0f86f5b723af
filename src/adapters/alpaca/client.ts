import { errors, marketData, trading } from '@alpacahq/alpaca-trade-api/rest'
import { OpenbellError, throwIfAborted } from '../../core/errors.ts'
import type { Secret } from '../../core/settings.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { Reserve } from '../common/call-queue.ts'
import type { VendorTiming } from '../common/resilience.ts'
import { createVendorClient, type VendorClient } from '../common/vendor-client.ts'
import { canceled, ownError } from '../common/vendor-fault.ts'
import type { VendorInit } from '../common/vendor-fetch.ts'
import { alpacaError } from './errors.ts'
import { type KeyNames, readKeys } from './keys.ts'

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
  /** Names of the settings that hold the keys, for messages; default those of paper. */
  keyNames?: KeyNames
  /** Requests a minute; default the vendor's 200. An exchange on this machine may allow more. */
  ratePerMinute?: number
}

/** The vendor's rule on the free plan, for each host by itself. */
const RATE_PER_MINUTE = 200

/** An order must not wait because a minute's requests were spent on looking. */
const ROOM_FOR_ORDERS = { calls: 20, slots: 2 }

/** One of the vendor's hosts: its library for paths, parameters and headers, our client for everything that can go wrong. */
export interface AlpacaHost<Apis> {
  apis: Apis
  vendor: VendorClient
  /**
   * Runs a `...Raw` call of the library and parses the text ourselves: its models drop what does not fit and cut stamps to milliseconds.
   * @throws OpenbellError by status: `config` 401 403, `not-found` 404, `usage` 400 422, `unavailable` the rest
   */
  get(what: string, call: (init: RequestInit) => Promise<{ raw: Response }>, signal: AbortSignal): Promise<unknown>
  /**
   * Runs a `...Raw` call that changes something: once, whatever comes of it.
   * @throws OpenbellError `canceled` when the signal fired before anything was sent, and only then
   */
  send(call: (init: RequestInit) => Promise<{ raw: Response }>, signal: AbortSignal): Promise<Reply>
}

/** What came of a call that was sent: an HTTP answer of any status with its text and the vendor's own number of it, or silence and why. */
export type Reply =
  | { kind: 'said'; status: number; text: string; vendorRequest: string | null }
  | { kind: 'silent'; reason: string }

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
  const build = (parameters: Parameters) => tradingApis(new trading.Configuration(parameters))
  return createHost(options, url, { entries: 0, seconds: 0 }, build, ROOM_FOR_ORDERS)
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
    calendar: new trading.CalendarApi(configuration),
    orders: new trading.OrdersApi(configuration),
    positions: new trading.PositionsApi(configuration),
    activities: new trading.AccountActivitiesApi(configuration),
  }
}

type Parameters = NonNullable<ConstructorParameters<typeof marketData.Configuration>[0]>

function createHost<Apis>(
  options: AlpacaOptions,
  url: string,
  cache: { entries: number; seconds: number },
  build: (parameters: Parameters) => Apis,
  reserve?: Reserve,
): AlpacaHost<Apis> {
  const { clock, log, timeoutMs, timing } = options
  const vendor = createVendorClient({
    name: 'alpaca',
    clock,
    log,
    rateLimit: { limit: options.ratePerMinute ?? RATE_PER_MINUTE, perMs: 60_000 },
    timeoutMs,
    cacheEntries: cache.entries,
    cacheSeconds: cache.seconds,
    concurrency: 8,
    reserve,
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
        throw alpacaError(what, thrown, log, options.keyNames)
      }
    },
    send,
  }
}

async function send(call: (init: RequestInit) => Promise<{ raw: Response }>, signal: AbortSignal): Promise<Reply> {
  throwIfAborted(signal)
  let left = false
  const init: VendorInit = {
    signal,
    onSend: () => {
      left = true
    },
  }
  try {
    const { raw } = await call(init)
    return await said(raw)
  } catch (thrown) {
    // The library has read a copy: the answer itself still has its text.
    if (thrown instanceof errors.ApiError) return await said(thrown.response)
    if (signal.aborted && !left) throw canceled(signal)
    if (signal.aborted) return { kind: 'silent', reason: 'interrupted while waiting for the answer' }
    const own = ownError(thrown)
    return { kind: 'silent', reason: own?.message ?? (thrown instanceof Error ? thrown.message : String(thrown)) }
  }
}

async function said(answer: Response): Promise<Reply> {
  return { kind: 'said', status: answer.status, text: await answer.text(), vendorRequest: answer.headers.get('x-request-id') }
}

/** People write the address with a slash or the API version behind it; the library adds both itself. */
function bareUrl(url: string): string {
  return url.replace(/\/+$/, '').replace(/\/v[123]$/, '')
}

/** @throws OpenbellError `unavailable` for text that is no JSON */
function parseJson(what: string, text: string): unknown {
  try {
    return parseExact(text)
  } catch (cause) {
    throw new OpenbellError('unavailable', `alpaca answered ${what} with something that is not JSON`, 'try again later', cause)
  }
}

/** Numbers past 2^53 (trade ids) keep their digits as text; @throws SyntaxError */
export function parseExact(text: string): unknown {
  return JSON.parse(text, exactNumbers as (key: string, value: unknown) => unknown)
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
