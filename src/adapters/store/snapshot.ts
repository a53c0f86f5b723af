import { OpenbellError } from '../../core/errors.ts'
import { BEGINNING, DAY, type Instant } from '../../core/time.ts'
import { barClose } from '../../market/bar-times.ts'
import type { Bars } from '../../market/bars.ts'
import { type Calendar, calendarFor, type SessionDay } from '../../market/calendar/calendar.ts'
import { NO_FIGURES, type SessionFigures, sessionFigures } from '../../market/session-figures.ts'
import { TIMEFRAMES, type Timeframe } from '../../market/timeframe.ts'
import type { BarsQuery, Snapshot } from '../../ports/market-data.ts'
import type { Store } from '../../ports/store.ts'
import { loadBars } from './bars.ts'
import { seriesOf } from './candidates.ts'
import { justAfter } from './tape.ts'

type Side = Pick<Snapshot, 'bid' | 'ask' | 'bidSize' | 'askSize'>

/** The latest state at an instant, from the newest bars (the finest of them) and the newest stored quote of that session. */
export function loadSnapshot(store: Store, symbol: string, asOf: Instant): Snapshot {
  const calendar = calendarFor(symbol)
  const bars = newestBar(store, symbol, asOf, calendar)
  const session = sessionOf(calendar, asOf)
  return {
    symbol,
    source: 'store',
    feed: bars.feed,
    price: bars.close[0],
    time: barClose(bars.timeframe, bars.time[0], calendar),
    ...quoteOf(store, symbol, session, asOf),
    ...figuresOf(store, symbol, bars.timeframe, session, asOf),
    previousClose: previousClose(store, symbol, asOf, session),
  }
}

/** The session in progress or the latest one begun; before the calendar begins, the unknown day itself. */
function sessionOf(calendar: Calendar, asOf: Instant): SessionDay {
  return orNull(() => calendar.sessionAt(asOf)) ?? calendar.day(calendar.dateOf(asOf))
}

/** The last bar in the timeframe that reaches furthest; the finest where several do. */
function newestBar(store: Store, symbol: string, asOf: Instant, calendar: Calendar): Bars {
  let best: Bars | null = null
  let bestTime = Number.NEGATIVE_INFINITY
  for (const timeframe of storedTimeframes(store, symbol)) {
    const bars = orNull(() => loadBars(store, barsQuery(symbol, timeframe, asOf, 1)))
    const time = bars && barClose(timeframe, bars.time[0], calendar)
    if (time !== null && time > bestTime) [best, bestTime] = [bars, time]
  }
  return best ?? loadBars(store, barsQuery(symbol, '1m', asOf, 1))
}

function storedTimeframes(store: Store, symbol: string): Timeframe[] {
  const stored = new Set(seriesOf(store, symbol, 'bars').map((one) => one.timeframe))
  return TIMEFRAMES.filter((timeframe) => stored.has(timeframe))
}

function barsQuery(symbol: string, timeframe: Timeframe, asOf: Instant, limit?: number): BarsQuery {
  return { kind: 'bars', symbol, timeframe, from: BEGINNING, to: asOf, asOf, limit, session: 'all' }
}

/** The session's bars by the as-of, in the timeframe the price came from; a weekly bar tells nothing of a session. */
function figuresOf(store: Store, symbol: string, timeframe: Timeframe, { regular }: SessionDay, asOf: Instant): SessionFigures {
  if (!regular || timeframe === '1w') return NO_FIGURES
  const query = { ...barsQuery(symbol, timeframe, asOf), from: regular.open, to: Math.min(regular.close, asOf) }
  return sessionFigures(
    orNull(() => loadBars(store, query)),
    regular,
  )
}

/** A close from before this is no "previous" close but a hole in the data. */
const PREVIOUS = 7 * DAY

/** Last regular close before the session, from daily bars or from finer ones. */
function previousClose(store: Store, symbol: string, asOf: Instant, { regular }: SessionDay): number | null {
  if (!regular) return null
  const query = barsQuery(symbol, '1d', Math.min(regular.open, asOf), 1)
  const bars = orNull(() => loadBars(store, { ...query, from: query.to - PREVIOUS, session: 'regular' }))
  return bars ? bars.close[bars.length - 1] : null
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

/** What is not there is null; every other failure stands. */
function orNull<T>(load: () => T): T | null {
  try {
    return load()
  } catch (thrown) {
    if (thrown instanceof OpenbellError && (thrown.kind === 'no-data' || thrown.kind === 'not-found')) return null
    throw thrown
  }
}
