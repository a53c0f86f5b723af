import { type ErrorKind, OpenbellError, orNull } from '../../core/errors.ts'
import { type Instant, iso, MICROSECOND, MINUTE, SECOND } from '../../core/time.ts'
import { calendarFor } from '../../market/calendar/calendar.ts'
import { LiveTape } from '../../market/live/live-tape.ts'
import type { Prints, Quotes } from '../../market/prints.ts'
import type { MarketDataSource } from '../../ports/market-data.ts'
import { coverageOf } from '../common/feed-coverage.ts'
import { sessionFrom } from './of-tape.ts'

export interface ReadWindow {
  tape: LiveTape
  from: Instant
  to: Instant
  feed: string
  coverage: number
  /** Units printed in it. */
  volume: number
}

/** Nothing there, or nothing that this source could give. */
const WITHOUT: ErrorKind[] = ['no-data', 'not-found', 'usage']

/**
 * The tape of a symbol's last seconds up to an instant, with the minute bars of the session before them, as a source's history has them.
 * While nothing trades the window ends with the last regular session.
 * @throws OpenbellError no-data when the window holds neither print nor quote
 */
export async function readWindow(
  source: MarketDataSource,
  symbol: string,
  seconds: number,
  asOf: Instant,
  signal: AbortSignal,
): Promise<ReadWindow> {
  const to = windowEnd(symbol, asOf)
  const from = to - seconds * SECOND
  // The window is (from, to], a query [from, to): stamps are no finer than this.
  const range = { symbol, asOf, from: from + MICROSECOND, to: to + MICROSECOND }
  const prints = await orNull(['no-data'], source.history({ kind: 'prints', ...range }, signal))
  const quotes = await orNull(WITHOUT, source.history({ kind: 'quotes', ...range }, signal))
  if (!prints && !quotes) throw nothing(symbol, from, to)
  const feed = (prints ?? quotes)!.feed
  const tape = new LiveTape({
    symbol,
    source: source.name,
    feed,
    from,
    capacity: Math.max(prints?.length ?? 1, quotes?.length ?? 1),
  })
  const open = sessionFrom(symbol, to)
  if (open !== null && open + MINUTE <= from) {
    const query = { kind: 'bars', timeframe: '1m', symbol, asOf, from: open, to: from, session: 'all' } as const
    const bars = await orNull(WITHOUT, source.history(query, signal))
    if (bars) tape.seed(bars)
  }
  if (prints) takePrints(tape, prints)
  if (quotes) takeQuotes(tape, quotes)
  return { tape, from, to, feed, coverage: coverageOf(source, feed), volume: sum(prints) }
}

/** The as-of while something trades, else the last regular close before it. */
export function windowEnd(symbol: string, asOf: Instant): Instant {
  const calendar = calendarFor(symbol)
  if (calendar.at(asOf).phase !== 'closed' || calendar.at(asOf - 1).phase !== 'closed') return asOf
  const session = calendar.sessionAt(asOf)
  if (session.regular && session.regular.close <= asOf) return session.regular.close
  return calendar.day(calendar.previous(session.day)).regular?.close ?? asOf
}

function takePrints(tape: LiveTape, { length, time, price, size, exchange, conditions, id }: Prints): void {
  for (let i = 0; i < length; i++) {
    const labels = [exchange.names[exchange.codes[i]], conditions.names[conditions.codes[i]]] as const
    tape.takePrint(time[i], price[i], size[i], ...labels, id?.[i] ?? '', Number.NaN)
  }
}

function takeQuotes(tape: LiveTape, { length, time, bidPrice, bidSize, askPrice, askSize }: Quotes): void {
  for (let i = 0; i < length; i++) tape.takeQuote(time[i], bidPrice[i], bidSize[i], askPrice[i], askSize[i], Number.NaN)
}

function sum(prints: Prints | null): number {
  let volume = 0
  for (let i = 0; prints && i < prints.length; i++) volume += prints.size[i]
  return volume
}

function nothing(symbol: string, from: Instant, to: Instant): OpenbellError {
  const hint = `openbell quote ${symbol} shows its last price`
  return new OpenbellError('no-data', `${symbol} has no print and no quote from ${iso(from)} to ${iso(to)}`, hint)
}
