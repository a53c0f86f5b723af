import { type Instant, MINUTE, utcDay } from '../../core/time.ts'
import { barClose } from '../../market/bar-times.ts'
import type { Calendar } from '../../market/calendar/calendar.ts'
import type { Snapshot } from '../../ports/market-data.ts'
import type { AlpacaHost, DataApis } from './client.ts'
import { type BarRecord, barSchema, decodeOne, field, quoteSchema, tradeSchema } from './decode.ts'
import type { Feed } from './feed.ts'

interface Dated<T> {
  at: Instant
  record: T
}

/** The vendor's snapshots of several symbols at once, as they came; a symbol it has nothing of is missing. */
export async function askSnapshots(
  host: AlpacaHost<DataApis>,
  symbols: string[],
  feed: Feed,
  signal: AbortSignal,
): Promise<Map<string, unknown>> {
  const call = (init: RequestInit) => host.apis.stocks.stockSnapshotsRaw({ symbols: symbols.join(','), feed }, init)
  const answer = await host.get(`snapshot of ${symbols.join(', ')}`, call, signal)
  return new Map(
    symbols.map((symbol) => [symbol, field(answer, symbol)] as const).filter(([, raw]) => raw !== undefined && raw !== null),
  )
}

/**
 * A snapshot in our words: the last print gives the price, else the last minute, else the last day. Null when there is no price in it.
 * The vendor's daily bar is today's only once the session has begun; before that it is the last session's, whose close is the previous one.
 */
export function toSnapshot(symbol: string, feed: string, raw: unknown, asOf: Instant, calendar: Calendar): Snapshot | null {
  const trade = decodeOne(field(raw, 'latestTrade'), tradeSchema)
  const quote = decodeOne(field(raw, 'latestQuote'), quoteSchema)?.record
  const minute = decodeOne(field(raw, 'minuteBar'), barSchema)
  const daily = decodeOne(field(raw, 'dailyBar'), barSchema)
  const before = decodeOne(field(raw, 'prevDailyBar'), barSchema)
  const last = lastPrice(trade && { at: trade.at, price: trade.record.p }, minute, daily, calendar)
  if (!last) return null
  const { day, regular } = calendar.sessionAt(asOf)
  const today = daily && utcDay(daily.at) === day && regular && asOf >= regular.open ? daily.record : null
  return {
    symbol,
    source: 'alpaca',
    feed,
    ...last,
    bid: quote && quote.bp > 0 ? quote.bp : null,
    ask: quote && quote.ap > 0 ? quote.ap : null,
    bidSize: quote && quote.bp > 0 ? quote.bs : null,
    askSize: quote && quote.ap > 0 ? quote.as : null,
    sessionOpen: today?.o ?? null,
    sessionHigh: today?.h ?? null,
    sessionLow: today?.l ?? null,
    volume: today?.v ?? null,
    previousClose: (today ? before?.record.c : daily?.record.c) ?? null,
  }
}

function lastPrice(
  trade: { at: Instant; price: number } | null,
  minute: Dated<BarRecord> | null,
  daily: Dated<BarRecord> | null,
  calendar: Calendar,
): { price: number; time: Instant } | null {
  if (trade) return { price: trade.price, time: trade.at }
  if (minute) return { price: minute.record.c, time: minute.at + MINUTE }
  if (!daily) return null
  const regular = calendar.day(utcDay(daily.at)).regular
  return { price: daily.record.c, time: regular ? barClose('1d', regular.open, calendar) : daily.at }
}
