import { OpenbellError } from '../../core/errors.ts'
import type { Instant } from '../../core/time.ts'
import type { Log } from '../../ports/log.ts'
import type { VendorClient } from '../common/vendor-client.ts'
import { abortable, ownError, VendorFault } from '../common/vendor-fault.ts'
import type { YahooInterval } from './reach.ts'
import { CrumbRefused, createYahooFetch } from './wire.ts'

export interface ChartRequest {
  from: Instant
  to: Instant
  interval: YahooInterval
  prePost: boolean
}

/** The calls we make, answered as Yahoo's untyped JSON: decoding is ours, because Yahoo adds and drops fields as it likes. */
export interface YahooLibrary {
  chart(symbol: string, request: ChartRequest, signal: AbortSignal): Promise<unknown>
  /** The quotes of the symbols Yahoo knows. */
  quote(symbol: string, signal: AbortSignal): Promise<unknown>
  search(text: string, signal: AbortSignal): Promise<unknown>
  /** One of Yahoo's own screens (`day_gainers`), best first. */
  screener(screen: string, count: number, signal: AbortSignal): Promise<unknown>
}

type Api = Awaited<ReturnType<typeof loadApi>>
type CallOptions = { fetch: typeof fetch; validateResult: false }

/**
 * yahoo-finance2 on a short lead: loaded on first use; every request goes through our client; its console output ends in our debug log;
 * its own queue, validation, notices and version check are off; its cookies and crumb are thrown away after a failure.
 */
export function createYahooLibrary(client: VendorClient, base: string | null, log: Log): YahooLibrary {
  let api: Promise<Api> | null = null

  async function call(
    text: string,
    signal: AbortSignal,
    run: (api: Api, options: CallOptions) => Promise<unknown>,
  ): Promise<unknown> {
    for (let first = true; ; first = false) {
      api ??= loadApi(log)
      const used = api
      try {
        const options: CallOptions = { fetch: createYahooFetch(client, base, { text, signal }), validateResult: false }
        return await abortable(run(await used, options), signal)
      } catch (thrown) {
        const error = ownError(thrown) ?? unreadable(text, thrown)
        if (error.kind === 'unavailable' && api === used) api = null
        if (!(error instanceof CrumbRefused && first)) throw error
      }
    }
  }

  return {
    chart: (symbol, { from, to, interval, prePost }, signal) => {
      const query = { period1: new Date(from), period2: new Date(to), interval, includePrePost: prePost, events: 'div|split' }
      return call(symbol, signal, (one, options) =>
        one.chart(encodeURIComponent(symbol), { ...query, return: 'object' }, options),
      )
    },
    quote: (symbol, signal) => call(symbol, signal, (one, options) => one.quote([symbol], {}, options)),
    screener: (screen, count, signal) => {
      const query = { scrIds: screen as 'day_gainers', count }
      return call(screen, signal, (one, options) => one.screener(query.scrIds, query, options))
    },
    search: (text, signal) => call(text, signal, (one, options) => one.search(text, { quotesCount: 8, newsCount: 0 }, options)),
  }
}

async function loadApi(log: Log) {
  const [
    { default: createYahooFinance },
    { default: chart },
    { default: quote },
    { default: screener },
    { default: search },
    { ExtendedCookieJar },
  ] = await Promise.all([
    import('yahoo-finance2/createYahooFinance'),
    import('yahoo-finance2/modules/chart'),
    import('yahoo-finance2/modules/quote'),
    import('yahoo-finance2/modules/screener'),
    import('yahoo-finance2/modules/search'),
    import('yahoo-finance2/lib/cookieJar'),
  ])
  const YahooFinance = createYahooFinance({ modules: { chart, quote, screener, search } })
  const tell = (...words: unknown[]) => log.debug('yahoo.library', { words: words.map(scrubbed).join(' ') })
  return new YahooFinance({
    // Its debug lines hold the crumb.
    logger: { info: tell, warn: tell, error: tell, dir: tell, debug: () => {} },
    cookieJar: new ExtendedCookieJar(),
    // Our own queue keeps the rate; theirs must never make a second one wait.
    queue: { concurrency: 1000 },
    validation: { logErrors: false, logOptionsErrors: false, allowAdditionalProps: true },
    suppressNotices: ['yahooSurvey', 'ripHistorical'],
    versionCheck: false,
  })
}

function scrubbed(word: unknown): string {
  const text = typeof word === 'string' ? word : (JSON.stringify(word) ?? String(word))
  return text.replace(/crumb=[^&\s"]*/gi, 'crumb=set').slice(0, 300)
}

/** Whatever the library throws by itself means that the answer had another shape than Yahoo's. */
function unreadable(text: string, thrown: unknown): OpenbellError {
  const cause = thrown instanceof Error ? new OpenbellError('internal', scrubbed(thrown.message)) : undefined
  return new VendorFault('unavailable', `yahoo's answer for ${text} cannot be read`, {
    hint: 'try again later, or read what is kept: --source store',
    cause,
  })
}
