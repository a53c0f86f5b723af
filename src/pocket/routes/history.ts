import { newYorkDay } from '../../market/calendar/new-york.ts'
import { type Adjustment, readAdjustment } from '../adjustment.ts'
import { parseFrame } from '../bar-frame.ts'
import { barRows } from '../bar-series.ts'
import { readHistoryFeed } from '../feed.ts'
import { type Page, type RowsOf, readPage } from '../paging.ts'
import { readChoice, readSymbols, readWhole } from '../query.ts'
import { ok } from '../reply.ts'
import type { Handler, PocketRequest, Route } from '../router.ts'
import { type TapeKind, tapeRows } from '../tape-series.ts'
import type { World } from '../world.ts'

/** Historical bars, trades and quotes: of several symbols as a map, of one as a list. */
export const historyRoutes: Route[] = [
  { method: 'GET', surface: 'data', pattern: '/v2/stocks/bars', handle: page('bars', bars) },
  { method: 'GET', surface: 'data', pattern: '/v2/stocks/:symbol/bars', handle: page('bars', bars) },
  { method: 'GET', surface: 'data', pattern: '/v2/stocks/trades', handle: page('trades', tape('prints')) },
  { method: 'GET', surface: 'data', pattern: '/v2/stocks/:symbol/trades', handle: page('trades', tape('prints')) },
  { method: 'GET', surface: 'data', pattern: '/v2/stocks/quotes', handle: page('quotes', tape('quotes')) },
  { method: 'GET', surface: 'data', pattern: '/v2/stocks/:symbol/quotes', handle: page('quotes', tape('quotes')) },
]

type Reader = (world: World, request: PocketRequest) => RowsOf

function page(name: string, reader: Reader): Handler {
  return async (world, request) => {
    const symbols = await listed(world, readSymbols(request.query, request.params.symbol), request.signal)
    const limit = Math.min(readWhole(request.query, 'limit', 1000, 1, 10_000), request.mostPoints)
    const answer = await readPage(symbols, reader(world, request), limit, request.query.get('page_token') || null)
    return ok(request.params.symbol === undefined ? many(name, answer) : one(name, request.params.symbol.toUpperCase(), answer))
  }
}

function many(name: string, { rows, token }: Page) {
  return { [name]: Object.fromEntries(rows), next_page_token: token }
}

function one(name: string, symbol: string, { rows, token }: Page) {
  return { [name]: rows.get(symbol) ?? [], symbol, next_page_token: token }
}

/** Symbols the source does not list are missing from every answer. */
export async function listed(world: World, symbols: string[], signal: AbortSignal): Promise<string[]> {
  const known = await Promise.all(symbols.map((symbol) => world.directory.mayTrade(symbol, signal)))
  return symbols.filter((_, i) => known[i])
}

function bars(world: World, { query, signal }: PocketRequest): RowsOf {
  const frame = parseFrame(query.get('timeframe'))
  const feed = readHistoryFeed(world, query)
  const adjustment: Adjustment = readAdjustment(world, query.get('adjustment'), newYorkDay(feed.from))
  const request = { ...feed, frame, adjustment, now: world.time.now(), newestFirst: newestFirst(query) }
  return (symbol, from) => (feed.empty ? nothing() : barRows(world, symbol, request, from, signal))
}

function tape(kind: TapeKind): Reader {
  return (world, { query, signal }) => {
    const feed = readHistoryFeed(world, query)
    const request = { ...feed, kind, now: world.time.now(), newestFirst: newestFirst(query) }
    return (symbol, from) => (feed.empty ? nothing() : tapeRows(world, symbol, request, from, signal))
  }
}

function newestFirst(query: URLSearchParams): boolean {
  return readChoice(query, 'sort', ['asc', 'desc'] as const) === 'desc'
}

async function* nothing(): AsyncIterable<never> {}
