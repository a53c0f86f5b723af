import type { Instant } from '../../core/time.ts'
import type { Calendar } from '../../market/calendar/calendar.ts'
import type { Snapshot, SymbolInfo } from '../../ports/market-data.ts'
import { instant, type Json, list, number, object, price, text } from './read.ts'

/** The newest of the pre-market, regular and after-hours prices; null when the answer has none with a time. */
function newestPrice(quote: Json): { price: number; time: Instant } | null {
  const prices = ['preMarket', 'regularMarket', 'postMarket'].flatMap((part) => {
    const [value, time] = [price(quote[`${part}Price`]), instant(quote[`${part}Time`])]
    return value === null || time === null ? [] : [{ price: value, time }]
  })
  return prices.length === 0 ? null : prices.reduce((a, b) => (b.time >= a.time ? b : a))
}

/**
 * A snapshot from Yahoo's quote, or null when it holds no dated price. Before the open of the as-of's session the day's fields still tell
 * of the session before: then they are left out, and the last regular price is the close before this session.
 */
export function decodeQuote(raw: unknown, symbol: string, calendar: Calendar, asOf: Instant): Snapshot | null {
  const quote = object(raw)
  const newest = newestPrice(quote)
  if (!newest) return null
  const regularTime = instant(quote.regularMarketTime)
  const same = regularTime !== null && calendar.sessionAt(regularTime).day === calendar.sessionAt(asOf).day
  const today = (field: string) => (same ? price(quote[field]) : null)
  return {
    symbol,
    source: 'yahoo',
    feed: 'yahoo',
    ...newest,
    bid: positive(quote.bid),
    ask: positive(quote.ask),
    ...sizes(quote),
    sessionOpen: today('regularMarketOpen'),
    sessionHigh: today('regularMarketDayHigh'),
    sessionLow: today('regularMarketDayLow'),
    volume: same ? number(quote.regularMarketVolume) : null,
    previousClose: price(quote[same ? 'regularMarketPreviousClose' : 'regularMarketPrice']),
    staleSince: null,
  }
}

/** Stocks come in round lots, whose size Yahoo does not tell: unknown is better than wrong by a factor of 100. */
function sizes(quote: Json): { bidSize: number | null; askSize: number | null } {
  const inUnits = ['FUTURE', 'CRYPTOCURRENCY'].includes(text(quote.quoteType) ?? '')
  return { bidSize: inUnits ? positive(quote.bidSize) : null, askSize: inUnits ? positive(quote.askSize) : null }
}

/** Yahoo writes 0 for an empty side of the book. */
function positive(value: unknown): number | null {
  const known = price(value)
  return known !== null && known > 0 ? known : null
}

const KINDS: Record<string, SymbolInfo['kind']> = {
  EQUITY: 'stock',
  ETF: 'fund',
  MUTUALFUND: 'fund',
  FUTURE: 'future',
  CRYPTOCURRENCY: 'crypto',
  CURRENCY: 'fx',
  INDEX: 'index',
}

/** The symbols of a screen, in its order. */
export function decodeScreen(raw: unknown): string[] {
  return list(object(raw).quotes)
    .map((one) => text(object(one).symbol))
    .filter((symbol) => symbol !== null)
}

/** The symbols of a search answer, best first; options and entries that are no symbols are left out. */
export function decodeSearch(raw: unknown): SymbolInfo[] {
  return list(object(raw).quotes).flatMap((one) => {
    const quote = object(one)
    const [symbol, kind] = [text(quote.symbol), KINDS[text(quote.quoteType) ?? '']]
    if (!symbol || !kind) return []
    const name = text(quote.longname) ?? text(quote.shortname) ?? symbol
    return [{ symbol, name, kind, sector: text(quote.sector) }]
  })
}
