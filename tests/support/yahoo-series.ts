/**
 * Invented prices of one symbol as a plain function of time, for the local Yahoo server. Its sessions are written down here
 * and not taken from the product's calendar, so that a mistake there shows.
 */

const MINUTE = 60
const HOUR = 3600
const DAY = 86_400

/** Seconds since 1970, as Yahoo counts. */
export type Seconds = number

export const seconds = (iso: string): Seconds => Date.parse(iso) / 1000

/** First day of the series, and the one exchange holiday inside it (Labor Day). */
export const LISTED = seconds('2026-08-03T13:30:00Z')
const HOLIDAY = '2026-09-07'

/** New York changed to winter time on 2026-11-01. */
const WINTER = seconds('2026-11-01T06:00:00Z')

export interface YahooSession {
  /** What Yahoo writes on the day's row: the open, for futures and coins midnight. */
  stamp: Seconds
  pre: Seconds
  open: Seconds
  close: Seconds
  postEnd: Seconds
}

/** Stock sessions from the listing up to the given second. */
export function stockSessions(until: Seconds): YahooSession[] {
  const sessions: YahooSession[] = []
  for (let day = seconds('2026-08-03T00:00:00Z'); day < until; day += DAY) {
    const weekday = new Date(day * 1000).getUTCDay()
    if (weekday === 0 || weekday === 6 || new Date(day * 1000).toISOString().startsWith(HOLIDAY)) continue
    const open = day + 13.5 * HOUR + (day >= WINTER - 6 * HOUR ? HOUR : 0)
    sessions.push({ stamp: open, pre: open - 5.5 * HOUR, open, close: open + 6.5 * HOUR, postEnd: open + 10.5 * HOUR })
  }
  return sessions
}

/** Round-the-clock days (crypto): midnight to midnight UTC. */
export function endlessSessions(until: Seconds): YahooSession[] {
  const sessions: YahooSession[] = []
  for (let day = seconds('2026-08-03T00:00:00Z'); day < until; day += DAY) {
    sessions.push({ stamp: day, pre: day, open: day, close: day + DAY, postEnd: day + DAY })
  }
  return sessions
}

/** Trading dates of a future: from 18:00 New York on the evening before to 17:00. */
export function futureSessions(until: Seconds): YahooSession[] {
  return stockSessions(until + DAY).flatMap((stock) => {
    const stamp = stock.open - 9.5 * HOUR
    const [open, close] = [stamp - 6 * HOUR, stamp + 17 * HOUR]
    return open < until ? [{ stamp, pre: open, open, close, postEnd: close }] : []
  })
}

export interface YahooRow {
  time: Seconds
  open: number
  high: number
  low: number
  close: number
  volume: number
}

/** The price at a second: a slow wave, a fast wave, a drift. */
export function priceAt(at: Seconds, base: number): number {
  return base * (1 + 0.05 * Math.sin(at / (5 * DAY)) + 0.004 * Math.sin(at / (17 * MINUTE)) + (at - LISTED) / (2000 * DAY))
}

/** One minute, its prices in cents that went through single precision as Yahoo's do. */
export function minuteRow(at: Seconds, base: number, traded: boolean): YahooRow {
  const [open, close] = [priceAt(at, base), priceAt(at + MINUTE, base)]
  const cents = (value: number) => Math.fround(Math.round(value * 100) / 100)
  return {
    time: at,
    open: cents(open),
    high: cents(Math.max(open, close) + 0.03),
    low: cents(Math.min(open, close) - 0.03),
    close: cents(close),
    volume: traded ? 1000 + ((at / MINUTE) % 17) * 10 : 0,
  }
}

/** Minutes of `[from, to)` up to `now`, summed into bars of `length` seconds that start at `from`. */
export function rowsOf(from: Seconds, to: Seconds, length: Seconds, now: Seconds, base: number, traded: boolean): YahooRow[] {
  const rows: YahooRow[] = []
  for (let start = from; start < Math.min(to, now); start += length) {
    const minutes: YahooRow[] = []
    for (let at = start; at < Math.min(start + length, to, now); at += MINUTE) minutes.push(minuteRow(at, base, traded))
    rows.push(sumRows(minutes))
  }
  return rows
}

export function sumRows(rows: YahooRow[]): YahooRow {
  return {
    time: rows[0].time,
    open: rows[0].open,
    high: Math.max(...rows.map((row) => row.high)),
    low: Math.min(...rows.map((row) => row.low)),
    close: rows[rows.length - 1].close,
    volume: rows.reduce((sum, row) => sum + row.volume, 0),
  }
}
