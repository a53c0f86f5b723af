import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createFaultScript, type FaultScript, send, sendJson } from './faults.ts'
import { chartAnswer, LISTINGS, type YahooListing } from './yahoo-chart.ts'
import { priceAt, type Seconds } from './yahoo-series.ts'

/** A local server that speaks Yahoo's wire: cookie page, crumb, chart, quote, search, and its ways to fail. */
export interface YahooServer {
  url: string
  faults: FaultScript
  /** Requests so far: path with query, crumb included. */
  requests: string[]
  /** From now on the crumb given before is refused. */
  expireSession(): void
  close(): Promise<void>
}

/** Starts on a free port. `now` in epoch seconds is the end of its data. */
export async function startYahooServer(now: () => Seconds): Promise<YahooServer> {
  const faults = createFaultScript()
  const requests: string[] = []
  const session = { number: 1 }
  const server = createServer((request, response) => {
    requests.push(request.url ?? '')
    route(request, response, { now: now(), faults, session })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    faults,
    requests,
    expireSession: () => {
      session.number++
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

interface State {
  now: Seconds
  faults: FaultScript
  session: { number: number }
}

function route(request: IncomingMessage, response: ServerResponse, state: State) {
  const url = new URL(request.url ?? '/', 'http://localhost')
  const fault = state.faults.take(url.pathname)
  const answer = (status: number, body: unknown) => sendJson(response, status, body, fault)
  if (url.pathname.startsWith('/quote/')) return cookiePage(response, state, fault !== null ? answer : null)
  if (url.pathname === '/v1/test/getcrumb') {
    if (fault) return answer(200, 'crumb')
    return send(response, 200, crumbOf(state), 'text/plain')
  }
  if (url.pathname.startsWith('/v8/finance/chart/')) return chart(url, state, answer)
  if (url.pathname === '/v7/finance/quote') return quote(request, url, state, answer)
  if (url.pathname === '/v1/finance/screener/predefined/saved') return screener(request, url, state, answer)
  if (url.pathname === '/v1/finance/search') return answer(200, searchAnswer(url.searchParams.get('q') ?? ''))
  answer(404, { finance: { result: null, error: { code: 'Not Found', description: 'No such path' } } })
}

type Answer = (status: number, body: unknown) => void

const crumbOf = ({ session }: State) => `cr/${session.number}abc`
const cookieOf = ({ session }: State) => `A3=cookie-${session.number}`

function cookiePage(response: ServerResponse, state: State, faulty: Answer | null) {
  if (faulty) return faulty(200, 'page')
  response.setHeader('set-cookie', `${cookieOf(state)}; Max-Age=31557600; Domain=.yahoo.com; Path=/; Secure; HttpOnly`)
  send(response, 200, '<html></html>', 'text/html')
}

function chart(url: URL, state: State, answer: Answer) {
  const symbol = decodeURIComponent(url.pathname.split('/').at(-1) ?? '')
  const failed = (status: number, code: string, description: string) =>
    answer(status, { chart: { result: null, error: { code, description } } })
  const listing = LISTINGS.find((one) => one.symbol === symbol)
  if (!listing) return failed(404, 'Not Found', 'No data found, symbol may be delisted')
  const [from, to] = [Number(url.searchParams.get('period1')), Number(url.searchParams.get('period2'))]
  const interval = url.searchParams.get('interval') ?? '1d'
  const refused = beyondReach(interval, from, to, state.now)
  if (refused) return failed(422, 'Unprocessable Entity', refused)
  if (to <= Date.UTC(2026, 7, 1) / 1000) {
    return failed(400, 'Bad Request', `Data doesn't exist for startDate = ${from}, endDate = ${to}`)
  }
  answer(200, chartAnswer(listing, { from, to, interval, prePost: url.searchParams.get('includePrePost') === 'true' }, state.now))
}

/** Yahoo's refusal of ranges it does not keep, or null. */
function beyondReach(interval: string, from: Seconds, to: Seconds, now: Seconds): string | null {
  const back: Record<string, number> = { '1m': 30, '5m': 60, '15m': 60, '30m': 60, '60m': 730 }
  const limit = back[interval]
  const range = `${interval} data not available for startTime=${from} and endTime=${to}.`
  if (limit === undefined) return null
  if (from < now - limit * 86_400) return `${range} The requested range must be within the last ${limit} days.`
  if (interval === '1m' && to - from > 8 * 86_400) {
    return `${range} Only 8 days worth of 1m granularity data are allowed to be fetched per request.`
  }
  return null
}

/** False, and answered so, without the cookie and crumb of the running session. */
function admitted(request: IncomingMessage, url: URL, state: State, answer: Answer): boolean {
  const known = url.searchParams.get('crumb') === crumbOf(state) && request.headers.cookie?.includes(cookieOf(state))
  if (!known) answer(401, { finance: { result: null, error: { code: 'Unauthorized', description: 'Invalid Crumb' } } })
  return known === true
}

const SCREENS: Record<string, string[]> = { day_gainers: ['ACME'], day_losers: ['BRK-B'], most_actives: ['BRK-B', 'ACME'] }

function screener(request: IncomingMessage, url: URL, state: State, answer: Answer) {
  if (!admitted(request, url, state, answer)) return
  const id = url.searchParams.get('scrIds') ?? ''
  const quotes = (SCREENS[id] ?? [])
    .slice(0, Number(url.searchParams.get('count')))
    .map((symbol) => ({ symbol, quoteType: 'EQUITY' }))
  answer(200, { finance: { result: [{ id, canonicalName: id.toUpperCase(), count: quotes.length, quotes }], error: null } })
}

function quote(request: IncomingMessage, url: URL, state: State, answer: Answer) {
  if (!admitted(request, url, state, answer)) return
  const names = (url.searchParams.get('symbols') ?? '').split(',')
  const result = LISTINGS.filter((one) => names.includes(one.symbol)).map((one) => quoteOf(one, state.now))
  answer(200, { quoteResponse: { result, error: null } })
}

function quoteOf({ symbol, name, quoteType, zone, base }: YahooListing, now: Seconds) {
  const price = Number(priceAt(now, base).toFixed(2))
  return {
    symbol,
    shortName: name,
    quoteType,
    currency: 'USD',
    marketState: 'REGULAR',
    exchangeTimezoneName: zone,
    regularMarketPrice: price,
    regularMarketTime: now - 2,
    regularMarketOpen: price - 1,
    regularMarketDayHigh: price + 1,
    regularMarketDayLow: price - 2,
    regularMarketVolume: 1_234_567,
    regularMarketPreviousClose: price - 0.5,
    bid: price - 0.01,
    ask: price + 0.01,
    bidSize: 3,
    askSize: 4,
  }
}

function searchAnswer(text: string) {
  const near = LISTINGS.filter((one) => one.symbol.startsWith(text.slice(0, 2)))
  const quotes = near.map((one) => ({ symbol: one.symbol, longname: one.name, quoteType: one.quoteType, isYahooFinance: true }))
  return { explains: [], count: quotes.length, quotes, news: [], totalTime: 9 }
}
