import { OpenbellError } from '../../core/errors.ts'
import { type DayNumber, type Instant, iso, isoDate } from '../../core/time.ts'
import type { CorporateAction } from '../../market/actions.ts'
import type { Bars } from '../../market/bars.ts'
import type { Prints, Quotes } from '../../market/prints.ts'
import { splitView } from '../../market/split-view.ts'
import type { Log } from '../../ports/log.ts'
import type { ActionsQuery, BarsQuery, TapeQuery } from '../../ports/market-data.ts'
import { SPLITS_AND_DIVIDENDS } from './actions.ts'
import { askBars, newestClose, rawBars, toBars } from './bars.ts'
import type { Decoded } from './decode.ts'
import type { Feed } from './feed.ts'
import type { HistoryParts } from './history-parts.ts'
import { actionsOf, splitsSince } from './splits.ts'
import { askPrints, askQuotes, newestOf, toPrints, toQuotes } from './tape.ts'

export async function readBars(parts: HistoryParts, query: BarsQuery, signal: AbortSignal): Promise<Bars> {
  const { host, calendar } = parts
  const newest = newestClose(query, calendar)
  const { kind, symbol, timeframe, from, limit, session } = query
  const key = [kind, symbol, timeframe, from, newest, limit, session]
  const asked = await ask(parts, key, { newest, feed: query.feed }, signal, (feed) => askBars(parts, query, newest, feed, signal))
  judge(parts.log, symbol, `${timeframe} bars`, asked.value)
  const raw = rawBars(query, asked.feed, asked.value, calendar)
  const bars = toBars(query, await viewed(parts, query, raw, signal), calendar)
  if (bars.length === 0) throw await nothing(parts, symbol, `${timeframe} bars ${between(query)}`, signal)
  host.vendor.noteData(bars.time[bars.length - 1])
  return bars
}

/** The bars across the splits that had happened by the as-of; as they were traded for a raw query. */
async function viewed(parts: HistoryParts, query: BarsQuery, bars: Bars, signal: AbortSignal): Promise<Bars> {
  if (query.raw || bars.length === 0) return { ...bars, adjustment: 'none' }
  return splitView(bars, await splitsSince(parts, query.symbol, bars.time[0], query.asOf, signal))
}

export async function readPrints(
  parts: HistoryParts,
  query: TapeQuery & { kind: 'prints' },
  signal: AbortSignal,
): Promise<Prints> {
  const asked = await ask(parts, tapeKey(query), spanOf(query), signal, (feed) => askPrints(parts.host, query, feed, signal))
  judge(parts.log, query.symbol, 'prints', asked.value)
  return notEmpty(parts, query, toPrints(query, asked.feed, asked.value), signal)
}

export async function readQuotes(
  parts: HistoryParts,
  query: TapeQuery & { kind: 'quotes' },
  signal: AbortSignal,
): Promise<Quotes> {
  const asked = await ask(parts, tapeKey(query), spanOf(query), signal, (feed) => askQuotes(parts.host, query, feed, signal))
  judge(parts.log, query.symbol, 'quotes', asked.value)
  return notEmpty(parts, query, toQuotes(query, asked.feed, asked.value), signal)
}

export async function readActions(parts: HistoryParts, query: ActionsQuery, signal: AbortSignal): Promise<CorporateAction[]> {
  const { symbol, from, to } = query
  const value = await actionsOf(parts, symbol, { types: SPLITS_AND_DIVIDENDS, from, to: to + 1 }, signal)
  if (value.length === 0) throw await nothing(parts, symbol, `splits or dividends ${days(from, to)}`, signal)
  return value
}

/** Asks the right feed, cache first. Old answers never stand in for new ones here: a series has no place to say that it is stale. */
function ask<T>(parts: HistoryParts, key: unknown[], span: Span, signal: AbortSignal, load: (feed: Feed) => Promise<T>) {
  const request = async (feed: Feed) => {
    const name = JSON.stringify([...key, feed])
    return (await parts.host.vendor.cached({ key: name, lastResort: false }, signal, () => load(feed))).value
  }
  return parts.feeds.ask(span.newest, request, span.feed)
}

/** How new the data are that are asked for, and the feed they are to come from. */
interface Span {
  newest: Instant
  feed?: string
}

function spanOf(query: TapeQuery): Span {
  return { newest: newestOf(query), feed: query.feed }
}

function tapeKey(query: TapeQuery): unknown[] {
  return [query.kind, query.symbol, query.from, newestOf(query), query.limit]
}

async function notEmpty<T extends Prints | Quotes>(
  parts: HistoryParts,
  query: TapeQuery,
  tape: T,
  signal: AbortSignal,
): Promise<T> {
  if (tape.length === 0) throw await nothing(parts, query.symbol, `${query.kind} ${between(query)}`, signal)
  parts.host.vendor.noteData(tape.time[tape.length - 1])
  return tape
}

/** Rows that broke a rule are logged; when nothing else came, that is the vendor's failure and not an empty range. */
function judge(log: Log, symbol: string, what: string, { rows, setAside }: Decoded<unknown>): void {
  if (setAside.count === 0) return
  log.warn('alpaca.set-aside', { symbol, what, ...setAside })
  if (rows.length > 0) return
  const message = `alpaca sent ${setAside.count} ${what} of ${symbol}, none of them usable (${setAside.reason})`
  throw new OpenbellError('unavailable', message, 'try again later')
}

/** An unknown symbol and a silent one look alike on the data host; the trading host tells them apart. */
export async function nothing(
  { known }: HistoryParts,
  symbol: string,
  what: string,
  signal: AbortSignal,
): Promise<OpenbellError> {
  if ((await known(symbol, signal)) === 'unknown') {
    return new OpenbellError('not-found', `alpaca does not list '${symbol}'`, 'check the spelling, or try another --source')
  }
  return new OpenbellError(
    'no-data',
    `alpaca has no ${what} for ${symbol}`,
    `openbell bars ${symbol} --source alpaca --period 1mo`,
  )
}

function between(query: { from: Instant; to: Instant; asOf: Instant }): string {
  return `between ${iso(query.from)} and ${iso(Math.min(query.to, query.asOf))}`
}

function days(from: DayNumber, to: DayNumber): string {
  return `between ${isoDate(from)} and ${isoDate(to)}`
}
