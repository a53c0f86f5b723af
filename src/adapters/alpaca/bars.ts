import { OpenbellError } from '../../core/errors.ts'
import { DAY, HOUR, type Instant, MINUTE, utcDay } from '../../core/time.ts'
import { barClose, closedCount, dailyOpen, regularOnly } from '../../market/bar-times.ts'
import { type Bars, createBars, lowerBound, sliceBars } from '../../market/bars.ts'
import type { Calendar } from '../../market/calendar/calendar.ts'
import { resample } from '../../market/resample.ts'
import { isIntraday, TIMEFRAME_MS, type Timeframe } from '../../market/timeframe.ts'
import type { BarsQuery } from '../../ports/market-data.ts'
import type { Batcher } from './batch.ts'
import type { AlpacaHost, DataApis } from './client.ts'
import { type BarRecord, barSchema, type Decoded } from './decode.ts'
import type { Feed } from './feed.ts'
import { collectPages } from './pages.ts'

/**
 * What is asked for each of our timeframes. The vendor's hours are clock hours (09:00 mixes pre-market and session), ours count from the phase's
 * open, so hours are put together from halves. Weeks are put together from days, so that a split inside a week is no move.
 */
const ASKED: Record<Timeframe, { name: string; as: Timeframe }> = {
  '1m': { name: '1Min', as: '1m' },
  '5m': { name: '5Min', as: '5m' },
  '15m': { name: '15Min', as: '15m' },
  '30m': { name: '30Min', as: '30m' },
  '1h': { name: '30Min', as: '30m' },
  '1d': { name: '1Day', as: '1d' },
  '1w': { name: '1Day', as: '1d' },
}

/** Most points the vendor puts on a page. */
const PAGE = 10_000

/** The instant up to which the vendor must answer: the newest bar that can be closed at `asOf` ends there. */
export function newestClose(query: BarsQuery, calendar: Calendar): Instant {
  const end = Math.min(query.to, query.asOf)
  if (isIntraday(query.timeframe)) return Math.floor(end / MINUTE) * MINUTE
  const session = calendar.sessionAt(query.asOf)
  const closed = session.regular && session.regular.close <= query.asOf ? session : calendar.day(calendar.previous(session.day))
  return Math.min(end, closed.regular?.close ?? end)
}

/** What bars are read with. */
export interface BarsHost {
  host: AlpacaHost<DataApis>
  batcher: Batcher<Decoded<BarRecord>>
}

/** Asks for the bars of a query on one feed, over all pages; together with those of other symbols asked for at the same moment, where the range is short. */
export async function askBars(
  { host, batcher }: BarsHost,
  query: BarsQuery,
  end: Instant,
  feed: Feed,
  signal: AbortSignal,
): Promise<Decoded<BarRecord>> {
  const start = query.from - lead(query.timeframe)
  const alone = () =>
    askFor(host, [query.symbol], { timeframe: query.timeframe, start, end, feed, enough: mostRows(query) }, signal)
  if (mostIn(query.timeframe, start, end) > Math.max(BATCHED_ROWS, 2 * mostRows(query))) return one(await alone(), query.symbol)
  const span: Span = { timeframe: query.timeframe, start, end, feed, enough: Number.POSITIVE_INFINITY }
  return batcher.ask(JSON.stringify(span), query.symbol, (symbols, all) => askTogether(host, symbols, span, all), signal)
}

/** One symbol the vendor cannot read makes it refuse all of them: then each is asked for by itself. */
async function askTogether(host: AlpacaHost<DataApis>, symbols: string[], span: Span, signal: AbortSignal) {
  try {
    return await askFor(host, symbols, span, signal)
  } catch (thrown) {
    const refused = thrown instanceof OpenbellError && (thrown.kind === 'not-found' || thrown.kind === 'usage')
    if (!refused || symbols.length === 1) throw thrown
    const alone = symbols.map((symbol) => [symbol, askFor(host, [symbol], span, signal).then((all) => one(all, symbol))] as const)
    // Who asked may have gone by the time one of these fails.
    for (const [, answer] of alone) answer.catch(() => {})
    return new Map(alone)
  }
}

/** Rows of one symbol up to which it is cheaper to read the whole range of several at once than the newest rows of each. */
const BATCHED_ROWS = 2500

/** Everything about a request for bars but its symbols. */
interface Span {
  timeframe: Timeframe
  start: Instant
  end: Instant
  feed: Feed
  enough: number
}

async function askFor(
  host: AlpacaHost<DataApis>,
  symbols: string[],
  { timeframe, start, end, feed, enough }: Span,
  signal: AbortSignal,
) {
  const parameters = {
    symbols: symbols.join(','),
    timeframe: ASKED[timeframe].name,
    start: new Date(start),
    end: new Date(end),
    limit: Math.min(PAGE, enough),
    adjustment: 'raw',
    feed,
    sort: enough === Number.POSITIVE_INFINITY ? ('asc' as const) : ('desc' as const),
  }
  const what = `${ASKED[timeframe].name} bars of ${symbols.length > 3 ? `${symbols.length} symbols` : symbols.join(', ')}`
  const page = (pageToken: string | undefined) =>
    host.get(what, (init) => host.apis.stocks.stockBarsRaw({ ...parameters, pageToken }, init), signal)
  return collectPages({ what, symbols, rows: 'bars', schema: barSchema, enough, page }, signal)
}

function one(answers: Map<string, Decoded<BarRecord>>, symbol: string): Decoded<BarRecord> {
  return answers.get(symbol) ?? { rows: [], setAside: { count: 0, reason: null } }
}

/** About the most rows a symbol can have between two instants: sixteen hours a day, five days a week. */
function mostIn(timeframe: Timeframe, start: Instant, end: Instant): number {
  const share = isIntraday(timeframe) ? (16 / 24) * (5 / 7) : 5 / 7
  return ((end - start) / TIMEFRAME_MS[ASKED[timeframe].as]) * share
}

/** Rows of the vendor that make one of ours. */
const PARTS: Partial<Record<Timeframe, number>> = { '1h': 2, '1w': 5 }

/**
 * Rows after which no more are needed: the oldest bar wants all its parts, and the newest rows may still be open. Which of them are regular is known only
 * afterwards, so then everything is asked for.
 */
function mostRows({ timeframe, limit, session }: BarsQuery): number {
  if (limit === undefined || (session === 'regular' && isIntraday(timeframe))) return Number.POSITIVE_INFINITY
  return limit * (PARTS[timeframe] ?? 1) + 8
}

/** How far before a bar of ours the vendor's row for it may be stamped: midnight for a day, Monday for a week, half an hour for an hour's first half. */
function lead(timeframe: Timeframe): number {
  if (timeframe === '1d') return DAY
  if (timeframe === '1w') return 7 * DAY
  return timeframe === '1h' ? HOUR : 0
}

/** Raw rows as columns at the times we store them at: closed ones, oldest first, each time once. Their timeframe is that of the request. */
export function rawBars(query: BarsQuery, feed: string, { rows }: Decoded<BarRecord>, calendar: Calendar): Bars {
  const as = ASKED[query.timeframe].as
  const place = (at: Instant) => (as === '1d' ? dailyOpen(calendar, utcDay(at)) : at)
  const placed = rows.map(({ at, record }) => ({ at: place(at), record })).sort((a, b) => a.at - b.at)
  const unique = placed.filter((row, i) => i === 0 || row.at !== placed[i - 1].at)
  const closed = unique.filter((row) => barClose(as, row.at, calendar) <= query.asOf)
  const head = { symbol: query.symbol, timeframe: as, source: 'alpaca', feed }
  return columns(createBars(head, closed.length, { prints: true, vwap: true }), closed)
}

/** Raw (or split-adjusted) bars in the timeframe, session and range of the query. */
export function toBars(query: BarsQuery, raw: Bars, calendar: Calendar): Bars {
  const wanted = raw.timeframe === query.timeframe ? raw : resample(raw, query.timeframe, calendar, { session: query.session })
  const seen = query.session === 'regular' ? regularOnly(wanted, calendar) : wanted
  const from = lowerBound(seen.time, seen.length, query.from)
  const to = Math.min(lowerBound(seen.time, seen.length, query.to), closedCount(seen, calendar, query.asOf))
  const cut = sliceBars(seen, query.limit === undefined ? from : Math.max(from, to - query.limit), to)
  return { ...cut, adjustment: raw.adjustment }
}

function columns(bars: Bars, rows: { at: Instant; record: BarRecord }[]): Bars {
  rows.forEach(({ at, record }, i) => {
    bars.time[i] = at
    bars.open[i] = record.o
    bars.high[i] = record.h
    bars.low[i] = record.l
    bars.close[i] = record.c
    bars.volume[i] = record.v
    bars.prints![i] = record.n ?? Number.NaN
    bars.vwap![i] = record.vw ?? Number.NaN
  })
  bars.length = rows.length
  return bars
}
