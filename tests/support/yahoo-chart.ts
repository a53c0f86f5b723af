import {
  endlessSessions,
  futureSessions,
  rowsOf,
  type Seconds,
  seconds,
  stockSessions,
  sumRows,
  type YahooRow,
  type YahooSession,
} from './yahoo-series.ts'

/** A symbol that the local server knows. */
export interface YahooListing {
  symbol: string
  name: string
  quoteType: 'EQUITY' | 'FUTURE' | 'CRYPTOCURRENCY'
  zone: string
  base: number
}

export const LISTINGS: YahooListing[] = [
  { symbol: 'ACME', name: 'Acme Anvils Inc.', quoteType: 'EQUITY', zone: 'America/New_York', base: 120 },
  { symbol: 'BRK-B', name: 'Barkley Brick Class B', quoteType: 'EQUITY', zone: 'America/New_York', base: 480 },
  { symbol: 'NQ=F', name: 'Nasdaq 100 Dec 26', quoteType: 'FUTURE', zone: 'America/New_York', base: 24_000 },
  { symbol: 'BTC-USD', name: 'Bitcoin USD', quoteType: 'CRYPTOCURRENCY', zone: 'UTC', base: 91_000 },
]

export interface ChartQuery {
  from: Seconds
  to: Seconds
  interval: string
  prePost: boolean
}

const LENGTH: Record<string, Seconds> = { '1m': 60, '5m': 300, '15m': 900, '30m': 1800, '60m': 3600 }
const DAY = 86_400

/** Dividend and split of ACME, by the second of the session's open. */
export const EVENTS = {
  dividends: { [seconds('2026-09-15T13:30:00Z')]: { amount: 0.25, date: seconds('2026-09-15T13:30:00Z') } },
  splits: {
    [seconds('2026-10-05T13:30:00Z')]: { date: seconds('2026-10-05T13:30:00Z'), numerator: 4, denominator: 1, splitRatio: '4:1' },
  },
}

/** The chart answer as Yahoo writes it: parallel arrays with nulls in them, the running bar last, dated rows stamped at the open. */
export function chartAnswer(listing: YahooListing, query: ChartQuery, now: Seconds): unknown {
  const rows = allRows(listing, query, now).filter((row) => row.time >= query.from && row.time < query.to)
  return { chart: { result: [rows.length === 0 ? emptyResult(listing, now) : result(listing, query, rows, now)], error: null } }
}

function meta(listing: YahooListing, now: Seconds) {
  return {
    currency: 'USD',
    symbol: listing.symbol,
    instrumentType: listing.quoteType,
    firstTradeDate: seconds('2026-08-03T13:30:00Z'),
    regularMarketTime: now,
    exchangeTimezoneName: listing.zone,
    gmtoffset: listing.zone === 'UTC' ? 0 : -18_000,
    priceHint: 2,
  }
}

function emptyResult(listing: YahooListing, now: Seconds) {
  return { meta: meta(listing, now), indicators: { quote: [{}] } }
}

function result(listing: YahooListing, query: ChartQuery, rows: (YahooRow | EmptyRow)[], now: Seconds) {
  const dated = query.interval === '1d' || query.interval === '1wk'
  const values = (name: keyof YahooRow) => rows.map((row) => row[name])
  const quote = {
    open: values('open'),
    high: values('high'),
    low: values('low'),
    close: values('close'),
    volume: values('volume'),
  }
  return {
    meta: meta(listing, now),
    timestamp: values('time'),
    ...(listing.symbol === 'ACME' ? { events: eventsIn(query) } : {}),
    indicators: { quote: [quote], ...(dated ? { adjclose: [{ adjclose: values('close') }] } : {}) },
  }
}

interface EmptyRow {
  time: Seconds
  open: null
  high: null
  low: null
  close: null
  volume: null
}

/** Every 97th minute nobody traded. */
export const isEmptyMinute = (at: Seconds) => (at / 60) % 97 === 0

function allRows(listing: YahooListing, query: ChartQuery, now: Seconds): (YahooRow | EmptyRow)[] {
  const sessions = SESSIONS[listing.quoteType](now)
  if (query.interval === '1d') return sessions.map((session) => dayRow(session, listing.base, now))
  if (query.interval === '1wk') return weekRows(sessions, listing.base, now)
  const near = sessions.filter((one) => one.postEnd > query.from && one.pre < query.to)
  const rows: (YahooRow | EmptyRow)[] = near.flatMap((one) => intradayRows(one, query, listing.base, now))
  const last = rows.at(-1)
  if (last && now < last.time + LENGTH[query.interval]) last.time = now
  return query.interval === '1m' ? rows.map((row) => (isEmptyMinute(row.time) ? emptyRow(row.time) : row)) : rows
}

const SESSIONS = { EQUITY: stockSessions, FUTURE: futureSessions, CRYPTOCURRENCY: endlessSessions }

function emptyRow(time: Seconds): EmptyRow {
  return { time, open: null, high: null, low: null, close: null, volume: null }
}

function intradayRows(session: YahooSession, query: ChartQuery, base: number, now: Seconds): YahooRow[] {
  const length = LENGTH[query.interval]
  const regular = rowsOf(session.open, session.close, length, now, base, true)
  if (!query.prePost) return regular
  const pre = rowsOf(session.pre, session.open, length, now, base, false)
  return [...pre, ...regular, ...rowsOf(session.close, session.postEnd, length, now, base, false)]
}

/** The running day is stamped with its last print. */
function dayRow(session: YahooSession, base: number, now: Seconds): YahooRow {
  const [row] = rowsOf(session.open, session.close, session.close - session.open, now, base, true)
  return { ...row, time: now < session.close ? now : session.stamp }
}

/** Weeks from Monday midnight of the exchange; a running week is one row of the days before and another of today. */
function weekRows(sessions: YahooSession[], base: Seconds, now: Seconds): YahooRow[] {
  const weeks = Map.groupBy(sessions, (one) => Math.floor((one.stamp / DAY - 4) / 7))
  return [...weeks.values()].flatMap((days) => {
    const rows = days.map((one) => dayRow(one, base, now))
    const running = now < days[days.length - 1].close ? rows.splice(-1) : []
    return [...(rows.length > 0 ? [{ ...sumRows(rows), time: mondayOf(days[0]) }] : []), ...running]
  })
}

/** Midnight before the week's first row; a holiday on Monday is not modelled any better by Yahoo. */
function mondayOf({ stamp, open }: YahooSession): Seconds {
  return stamp === open && stamp % DAY !== 0 ? open - 9.5 * 3600 : stamp
}

function eventsIn(query: ChartQuery) {
  const inside = <T>(events: Record<string, T>) =>
    Object.fromEntries(Object.entries(events).filter(([at]) => Number(at) >= query.from && Number(at) < query.to))
  return { dividends: inside(EVENTS.dividends), splits: inside(EVENTS.splits) }
}
