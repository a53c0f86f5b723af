import { DAY, type Instant } from '../../core/time.ts'
import { newYorkDay } from '../../market/calendar/new-york.ts'
import { type NewsItem, newsOfDay } from '../news.ts'
import { readChoice, readFlag, readInstant, readSymbols, readWhole } from '../query.ts'
import { badParameter, ok } from '../reply.ts'
import type { PocketRequest, Route } from '../router.ts'
import type { World } from '../world.ts'

export const newsRoutes: Route[] = [{ method: 'GET', surface: 'data', pattern: '/v1beta1/news', handle: news }]

/** So far back a list goes that nobody bounded, in days. */
const LOOK_BACK = 60

/** Invented articles, newest first unless told otherwise; pages follow each other by a token. */
async function news(world: World, { query, signal, mostPoints }: PocketRequest) {
  const symbols = query.get('symbols') ? readSymbols(query, undefined) : null
  const limit = Math.min(readWhole(query, 'limit', 10, 1, 50), mostPoints)
  const ascending = readChoice(query, 'sort', ['asc', 'desc'] as const) === 'asc'
  const to = Math.min(readInstant(query, 'end') ?? world.time.now(), world.time.now())
  const from = readInstant(query, 'start') ?? to - LOOK_BACK * DAY
  const full = readFlag(query, 'include_content')
  if (readFlag(query, 'exclude_contentless') && !full) return ok({ news: [], next_page_token: null })
  const start = readOffset(query)
  const rows: NewsItem[] = []
  for (const day of days(from, to, ascending)) {
    const found = (await newsOfDay(world, symbols, day, to, signal)).filter(({ at }) => at >= from)
    found.sort((a, b) => (ascending ? a.at - b.at : b.at - a.at) || a.symbol.localeCompare(b.symbol))
    rows.push(...found)
    if (rows.length > start + limit) break
  }
  const page = rows.slice(start, start + limit).map(({ wire }) => (full ? { ...wire, content: `<p>${wire.summary}</p>` } : wire))
  const token = rows.length > start + limit ? Buffer.from(`news|${start + limit}`).toString('base64') : null
  return ok({ news: page, next_page_token: token })
}

function* days(from: Instant, to: Instant, ascending: boolean): Iterable<number> {
  const [first, last] = [newYorkDay(from), newYorkDay(to)]
  for (let i = 0; i <= last - first; i++) yield ascending ? first + i : last - i
}

function readOffset(query: URLSearchParams): number {
  const token = query.get('page_token')
  if (!token) return 0
  const [word, offset] = Buffer.from(token, 'base64').toString().split('|')
  if (word !== 'news' || !/^\d+$/.test(offset ?? '')) throw badParameter('invalid page_token')
  return Number(offset)
}
