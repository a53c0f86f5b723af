import { type Instant, utcDay } from '../../core/time.ts'
import { createPrints, createQuotes, labelCode, type Prints, type Quotes } from '../../market/prints.ts'
import type { TapeQuery } from '../../ports/market-data.ts'
import type { AlpacaHost, DataApis } from './client.ts'
import { type Decoded, type QuoteRecord, quoteSchema, type TradeRecord, tradeSchema } from './decode.ts'
import type { Feed } from './feed.ts'
import { collectOne } from './pages.ts'

const PAGE = 10_000

/** Asks for the prints in `[from, to)` that had happened by `asOf`, over all pages. With a limit the newest come first. */
export function askPrints(
  host: AlpacaHost<DataApis>,
  query: TapeQuery,
  feed: Feed,
  signal: AbortSignal,
): Promise<Decoded<TradeRecord>> {
  const what = `prints of ${query.symbol}`
  const parameters = parametersOf(query, feed)
  const page = (pageToken: string | undefined) =>
    host.get(what, (init) => host.apis.stocks.stockTradesRaw({ ...parameters, pageToken }, init), signal)
  return collectOne({ what, symbol: query.symbol, rows: 'trades', schema: tradeSchema, enough: enoughFor(query), page }, signal)
}

/** The same of quotes. */
export function askQuotes(
  host: AlpacaHost<DataApis>,
  query: TapeQuery,
  feed: Feed,
  signal: AbortSignal,
): Promise<Decoded<QuoteRecord>> {
  const what = `quotes of ${query.symbol}`
  const parameters = parametersOf(query, feed)
  const page = (pageToken: string | undefined) =>
    host.get(what, (init) => host.apis.stocks.stockQuotesRaw({ ...parameters, pageToken }, init), signal)
  return collectOne({ what, symbol: query.symbol, rows: 'quotes', schema: quoteSchema, enough: enoughFor(query), page }, signal)
}

/** The vendor takes whole milliseconds only, so the ends are widened and cut to size afterwards. */
function parametersOf(query: TapeQuery, feed: Feed) {
  return {
    symbols: query.symbol,
    start: new Date(Math.floor(query.from)),
    end: new Date(Math.ceil(newestOf(query))),
    limit: Math.min(PAGE, enoughFor(query)),
    feed,
    sort: query.limit === undefined ? ('asc' as const) : ('desc' as const),
  }
}

/** Prints that were canceled later take room too, and the newest stamps may lie past the end. */
function enoughFor({ limit }: TapeQuery): number {
  return limit === undefined ? Number.POSITIVE_INFINITY : limit + 100
}

/** The last instant a tape query reaches. */
export function newestOf(query: TapeQuery): Instant {
  return Math.min(query.to, query.asOf)
}

/** Prints as columns, in the order of the tape. Those the vendor marks as canceled or wrong never happened. */
export function toPrints(query: TapeQuery, feed: string, { rows }: Decoded<TradeRecord>): Prints {
  const valid = inside(query, rows).filter(({ record }) => record.u !== 'canceled' && record.u !== 'incorrect')
  const kept = query.limit === undefined ? valid : valid.slice(-query.limit)
  const withId = kept.length > 0 && kept.every(({ record }) => record.i !== null && record.i !== undefined)
  const prints = createPrints({ symbol: query.symbol, source: 'alpaca', feed }, kept.length, withId)
  kept.forEach(({ at, record }, i) => {
    prints.time[i] = at
    prints.price[i] = record.p
    prints.size[i] = record.s
    prints.exchange.codes[i] = labelCode(prints.exchange, record.x ?? '')
    prints.conditions.codes[i] = labelCode(prints.conditions, (record.c ?? []).join(','))
    if (withId) prints.id!.push(printId(at, record.x ?? '', record.i))
  })
  prints.length = kept.length
  return prints
}

/** The vendor counts anew each day on each exchange: only with both a number names one print. */
export function printId(at: Instant, exchange: string, id: unknown): string {
  return `${utcDay(at)}-${exchange}-${id}`
}

export function toQuotes(query: TapeQuery, feed: string, { rows }: Decoded<QuoteRecord>): Quotes {
  const valid = inside(query, rows)
  const kept = query.limit === undefined ? valid : valid.slice(-query.limit)
  const quotes = createQuotes({ symbol: query.symbol, source: 'alpaca', feed }, kept.length)
  kept.forEach(({ at, record }, i) => {
    quotes.time[i] = at
    quotes.bidPrice[i] = record.bp
    quotes.bidSize[i] = record.bs
    quotes.askPrice[i] = record.ap
    quotes.askSize[i] = record.as
    quotes.bidExchange.codes[i] = labelCode(quotes.bidExchange, record.bx ?? '')
    quotes.askExchange.codes[i] = labelCode(quotes.askExchange, record.ax ?? '')
  })
  quotes.length = kept.length
  return quotes
}

/** Rows in the range, oldest first; newest-first pages are turned round, which keeps the tape's order among equal stamps. */
function inside<T>(query: TapeQuery, rows: { at: Instant; record: T }[]): { at: Instant; record: T }[] {
  const ordered = query.limit === undefined ? [...rows] : [...rows].reverse()
  return ordered.filter(({ at }) => at >= query.from && at < query.to && at <= query.asOf).sort((a, b) => a.at - b.at)
}
