import { OpenbellError } from '../../core/errors.ts'
import { DAY, type Instant, iso, MINUTE, SECOND } from '../../core/time.ts'
import { barClose } from '../../market/bar-times.ts'
import type { Bars } from '../../market/bars.ts'
import { type Calendar, calendarFor } from '../../market/calendar/calendar.ts'
import { sessionFigures } from '../../market/session-figures.ts'
import type { Timeframe } from '../../market/timeframe.ts'
import type { Snapshot } from '../../ports/market-data.ts'
import { decodeQuote } from './decode-quote.ts'
import { readBars, type YahooParts } from './history.ts'
import { list } from './read.ts'
import { yahooSymbol } from './symbols.ts'

const QUOTE_AGE = 5 * SECOND

/** An as-of this close to now may be answered by Yahoo's quote, which knows no other time. */
const NOW_SLACK = 1 * MINUTE

/** What was known at the as-of: the quote when that is now, else the last complete bars. */
export async function readSnapshot(parts: YahooParts, symbol: string, asOf: Instant, signal: AbortSignal): Promise<Snapshot> {
  if (asOf >= parts.clock.now() - NOW_SLACK) {
    const quoted = await readQuote(parts, symbol, asOf, signal)
    if (quoted && quoted.time <= asOf) return quoted
  }
  return snapshotFromBars(parts, symbol, asOf, signal)
}

async function readQuote(parts: YahooParts, symbol: string, asOf: Instant, signal: AbortSignal): Promise<Snapshot | null> {
  const answer = await parts.client.cached({ key: `quote ${symbol}`, maxAgeMs: QUOTE_AGE }, signal, async () => {
    const quotes = list(await parts.library.quote(yahooSymbol(symbol), signal))
    if (quotes.length === 0) throw new OpenbellError('not-found', `yahoo does not know ${symbol}`, null)
    return quotes[0]
  })
  const found = decodeQuote(answer.value, symbol, calendarFor(symbol), asOf)
  if (!found) return null
  parts.client.noteData(found.time)
  return { ...found, staleSince: answer.staleSince }
}

/** Minutes where Yahoo still keeps them, else days. */
async function snapshotFromBars(parts: YahooParts, symbol: string, asOf: Instant, signal: AbortSignal): Promise<Snapshot> {
  const calendar = calendarFor(symbol)
  const recent = asOf > parts.clock.now() - 24 * DAY
  const daily = await someBars(parts, symbol, '1d', asOf - 14 * DAY, asOf, signal)
  const minutes = recent ? await someBars(parts, symbol, '1m', asOf - 5 * DAY, asOf, signal) : null
  const last = lastOf(minutes, calendar) ?? lastOf(daily, calendar)
  if (!last) throw new OpenbellError('no-data', `yahoo has no price of ${symbol} in the days before ${iso(asOf)}`, null)
  const { regular } = calendar.sessionAt(asOf)
  const day = sessionFigures(daily, regular)
  return {
    symbol,
    source: 'yahoo',
    feed: 'yahoo',
    price: last.price,
    time: last.time,
    bid: null,
    ask: null,
    bidSize: null,
    askSize: null,
    // Once the session is over Yahoo's own day counts, with the auctions that its minutes leave out.
    ...(day.sessionOpen === null ? sessionFigures(minutes, regular) : day),
    previousClose: daily ? closeBefore(daily, regular?.open ?? last.time) : null,
    staleSince: oldest(minutes?.staleSince, daily?.staleSince),
  }
}

/** Bars up to the as-of, or null when there are none. */
async function someBars(
  parts: YahooParts,
  symbol: string,
  timeframe: Timeframe,
  from: Instant,
  asOf: Instant,
  signal: AbortSignal,
): Promise<Bars | null> {
  try {
    return await readBars(parts, { kind: 'bars', symbol, timeframe, from, to: asOf, asOf, session: 'all' }, signal)
  } catch (thrown) {
    if (thrown instanceof OpenbellError && thrown.kind === 'no-data') return null
    throw thrown
  }
}

function lastOf(bars: Bars | null, calendar: Calendar): { price: number; time: Instant } | null {
  if (!bars) return null
  const i = bars.length - 1
  return { price: bars.close[i], time: barClose(bars.timeframe, bars.time[i], calendar) }
}

function closeBefore(daily: Bars, open: Instant): number | null {
  for (let i = daily.length - 1; i >= 0; i--) if (daily.time[i] < open) return daily.close[i]
  return null
}

function oldest(...stamps: (Instant | null | undefined)[]): Instant | null {
  const known = stamps.filter((at) => at != null)
  return known.length === 0 ? null : Math.min(...known)
}
