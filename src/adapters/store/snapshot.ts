import { DAY, type Instant } from '../../core/time.ts'
import { barClose } from '../../market/bar-times.ts'
import { type Bars, lowerBound } from '../../market/bars.ts'
import { type Calendar, calendarFor, type SessionDay } from '../../market/calendar/calendar.ts'
import { isIntraday, TIMEFRAMES, type Timeframe } from '../../market/timeframe.ts'
import type { Snapshot } from '../../ports/market-data.ts'
import type { Store } from '../../ports/store.ts'
import { loadBars } from './bars.ts'
import { seriesOf } from './candidates.ts'
import { justAfter } from './tape.ts'

type Side = Pick<Snapshot, 'bid' | 'ask' | 'bidSize' | 'askSize'>
type Day = Pick<Snapshot, 'sessionOpen' | 'sessionHigh' | 'sessionLow' | 'volume'>

/** The latest state at an instant, from the newest bars (the finest of them) and the newest stored quote of that session. */
export function loadSnapshot(store: Store, symbol: string, asOf: Instant): Snapshot {
  const calendar = calendarFor(symbol)
  const bars = newestBars(store, symbol, asOf, calendar)
  const last = bars.length - 1
  const session = calendar.day(calendar.dateOf(bars.time[last]))
  return {
    symbol,
    source: 'store',
    feed: bars.feed,
    price: bars.close[last],
    time: barClose(bars.timeframe, bars.time[last], calendar),
    ...quoteOf(store, symbol, session, asOf),
    ...dayOf(bars, session),
    previousClose: previousClose(store, symbol, asOf, session),
  }
}

/** Bars of the last days in the timeframe that reaches furthest; the finest where several do. */
function newestBars(store: Store, symbol: string, asOf: Instant, calendar: Calendar): Bars {
  let best: Bars | null = null
  let bestTime = Number.NEGATIVE_INFINITY
  for (const timeframe of storedTimeframes(store, symbol)) {
    const bars = tryBars(store, symbol, timeframe, asOf)
    const time = bars && barClose(timeframe, bars.time[bars.length - 1], calendar)
    if (time !== null && time > bestTime) [best, bestTime] = [bars, time]
  }
  if (!best) return loadBars(store, barsQuery(symbol, '1m', asOf, 1))
  if (!isIntraday(best.timeframe)) return best
  const from = best.time[best.length - 1] - DAY
  return loadBars(store, { ...barsQuery(symbol, best.timeframe, asOf), from })
}

function storedTimeframes(store: Store, symbol: string): Timeframe[] {
  const stored = new Set(seriesOf(store, symbol, 'bars').map((one) => one.timeframe))
  return TIMEFRAMES.filter((timeframe) => stored.has(timeframe))
}

function barsQuery(symbol: string, timeframe: Timeframe, asOf: Instant, limit?: number) {
  return { kind: 'bars' as const, symbol, timeframe, from: 0, to: asOf, asOf, limit, session: 'all' as const }
}

function tryBars(store: Store, symbol: string, timeframe: Timeframe, asOf: Instant): Bars | null {
  try {
    return loadBars(store, barsQuery(symbol, timeframe, asOf, 1))
  } catch {
    return null
  }
}

/** Regular-session open, high and low (null before it has begun) and the volume of the whole session so far. */
function dayOf(bars: Bars, session: SessionDay): Day {
  const { pre, regular, post } = session
  if (!isIntraday(bars.timeframe) || !regular) return lastRow(bars)
  const rows = rowsBetween(bars, regular.open, regular.close)
  const whole = rowsBetween(bars, pre?.open ?? regular.open, post?.close ?? regular.close)
  return {
    sessionOpen: rows.length > 0 ? bars.open[rows[0]] : null,
    sessionHigh: rows.length > 0 ? Math.max(...rows.map((row) => bars.high[row])) : null,
    sessionLow: rows.length > 0 ? Math.min(...rows.map((row) => bars.low[row])) : null,
    volume: whole.reduce((sum, row) => sum + bars.volume[row], 0),
  }
}

function lastRow(bars: Bars): Day {
  const last = bars.length - 1
  return { sessionOpen: bars.open[last], sessionHigh: bars.high[last], sessionLow: bars.low[last], volume: bars.volume[last] }
}

function rowsBetween(bars: Bars, from: Instant, to: Instant): number[] {
  const start = lowerBound(bars.time, bars.length, from)
  return Array.from({ length: lowerBound(bars.time, bars.length, to) - start }, (_, i) => start + i)
}

/** A close from before this is no "previous" close but a hole in the data. */
const PREVIOUS = 7 * DAY

/** Last regular close before the session, from daily bars or from finer ones. */
function previousClose(store: Store, symbol: string, asOf: Instant, session: SessionDay): number | null {
  const to = session.regular?.open ?? asOf
  try {
    const query = barsQuery(symbol, '1d', Math.min(to, asOf), 1)
    const bars = loadBars(store, { ...query, from: query.to - PREVIOUS, session: 'regular' })
    return bars.close[bars.length - 1]
  } catch {
    return null
  }
}

/** The newest quote of the session; an older one would show another day's spread. */
function quoteOf(store: Store, symbol: string, session: SessionDay, asOf: Instant): Side {
  const from = session.pre?.open ?? session.regular?.open ?? asOf
  for (const { source } of seriesOf(store, symbol, 'quotes')) {
    const quotes = store.tape.loadQuotes(symbol, source, { from, to: justAfter(asOf), limit: 1 })
    if (!quotes || quotes.length === 0) continue
    // A price of 0 means that side of the book is empty.
    const [bid, ask] = [quotes.bidPrice[0] || null, quotes.askPrice[0] || null]
    return { bid, ask, bidSize: bid && quotes.bidSize[0], askSize: ask && quotes.askSize[0] }
  }
  return { bid: null, ask: null, bidSize: null, askSize: null }
}
