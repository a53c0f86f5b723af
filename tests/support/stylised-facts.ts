import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { utcDay } from '../../src/core/time.ts'

/**
 * Measures of how a market looks, computed by the same code for recorded and for simulated bars.
 * Definitions follow R. Cont, "Empirical properties of asset returns: stylized facts and statistical issues",
 * Quantitative Finance 1 (2001) 223-236: excess peakedness, slow decay of the autocorrelation of |r|, no autocorrelation of r.
 */

/** One-minute bars of one symbol in one regular session, ascending. */
export interface SessionMinutes {
  symbol: string
  day: number
  time: Float64Array
  close: Float64Array
  volume: Float64Array
}

/** Log returns between consecutive minutes of a session; a missing minute breaks the chain and yields NaN in its place. */
export function minuteReturns(session: SessionMinutes): Float64Array {
  const returns = new Float64Array(Math.max(0, session.time.length - 1))
  for (let i = 1; i < session.time.length; i++) {
    const whole = session.time[i] - session.time[i - 1] === 60_000
    returns[i - 1] = whole ? Math.log(session.close[i] / session.close[i - 1]) : Number.NaN
  }
  return returns
}

/** Fourth standardised moment of the finite values (a normal sample gives 3). */
export function kurtosis(values: Iterable<number>): number {
  const finite = [...values].filter(Number.isFinite)
  const mean = finite.reduce((sum, value) => sum + value, 0) / finite.length
  let second = 0
  let fourth = 0
  for (const value of finite) {
    const square = (value - mean) ** 2
    second += square
    fourth += square * square
  }
  return (fourth * finite.length) / (second * second)
}

/** Middle value; NaN of nothing. */
export function median(values: number[]): number {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b)
  if (sorted.length === 0) return Number.NaN
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** Autocorrelation at `lag` pooled over several series (never across two of them), around the pooled mean; NaN pairs are left out. */
export function autocorrelation(series: ArrayLike<number>[], lag: number): number {
  let count = 0
  let sum = 0
  for (const values of series)
    for (let i = 0; i < values.length; i++)
      if (Number.isFinite(values[i])) {
        sum += values[i]
        count++
      }
  const mean = sum / count
  let variance = 0
  let covariance = 0
  let pairs = 0
  for (const values of series)
    for (let i = 0; i < values.length; i++) {
      if (!Number.isFinite(values[i])) continue
      variance += (values[i] - mean) ** 2
      if (i + lag >= values.length || !Number.isFinite(values[i + lag])) continue
      covariance += (values[i] - mean) * (values[i + lag] - mean)
      pairs++
    }
  return covariance / pairs / (variance / count)
}

/**
 * |r| of each session over the mean |r| of that session, then over the mean of that half-hour across sessions: the lively day and the shape of
 * the day taken out, so that what is left is volatility that comes and goes within a day.
 */
export function absoluteWithoutShape(sessions: SessionMinutes[]): Float64Array[] {
  const absolute = sessions.map((session) => {
    const values = minuteReturns(session).map(Math.abs)
    const finite = values.filter(Number.isFinite)
    const mean = finite.reduce((sum, value) => sum + value, 0) / finite.length
    return values.map((value) => value / mean)
  })
  const bucket = (s: number, i: number) => Math.min(12, Math.floor((sessions[s].time[i + 1] - sessions[s].time[0]) / 1_800_000))
  const sums = new Float64Array(13)
  const counts = new Float64Array(13)
  for (const [s, values] of absolute.entries()) {
    for (const [i, value] of values.entries()) {
      if (!Number.isFinite(value)) continue
      sums[bucket(s, i)] += value
      counts[bucket(s, i)]++
    }
  }
  return absolute.map((values, s) => values.map((value, i) => (value * counts[bucket(s, i)]) / sums[bucket(s, i)]))
}

/** Share of a session's volume in each of 13 half-hours, the mean over sessions; sums to 1. */
export function volumeProfile(sessions: SessionMinutes[]): number[] {
  const profile = new Array<number>(13).fill(0)
  for (const session of sessions) {
    const total = session.volume.reduce((sum, value) => sum + value, 0)
    if (total === 0) continue
    session.volume.forEach((value, i) => {
      const bucket = Math.min(12, Math.floor((session.time[i] - session.time[0]) / 60_000 / 30))
      profile[bucket] += value / total / sessions.length
    })
  }
  return profile
}

/** Correlation of one-minute returns of two symbols over their common minutes. */
export function correlation(first: SessionMinutes[], second: SessionMinutes[]): number {
  const known = new Map<number, number>()
  for (const session of first) for (const [i, value] of minuteReturns(session).entries()) known.set(session.time[i + 1], value)
  const pairs: [number, number][] = []
  for (const session of second)
    minuteReturns(session).forEach((value, i) => {
      const other = known.get(session.time[i + 1])
      if (other !== undefined && Number.isFinite(other) && Number.isFinite(value)) pairs.push([other, value])
    })
  const mean = (side: 0 | 1) => pairs.reduce((sum, pair) => sum + pair[side], 0) / pairs.length
  const [a, b] = [mean(0), mean(1)]
  let cross = 0
  let left = 0
  let right = 0
  for (const [x, y] of pairs) {
    cross += (x - a) * (y - b)
    left += (x - a) ** 2
    right += (y - b) ** 2
  }
  return pairs.length < 30 ? Number.NaN : cross / Math.sqrt(left * right)
}

/** Correlations of every pair of symbols. */
export function pairCorrelations(sessions: SessionMinutes[]): number[] {
  const bySymbol = [...Map.groupBy(sessions, (session) => session.symbol).values()]
  return bySymbol.flatMap((first, i) => bySymbol.slice(i + 1).map((second) => correlation(first, second))).filter(Number.isFinite)
}

/** What a set of regular sessions looks like; medians are over symbols. */
export interface MinuteFacts {
  symbols: number
  sessions: number
  /** Median and inner range (10% to 90%) of each symbol's kurtosis of one-minute returns. */
  kurtosis: number
  kurtosisLow: number
  kurtosisHigh: number
  /** Autocorrelation of r at lag 1. */
  returnLag1: number
  /** Autocorrelation of |r| by lag, as recorded, and with the day's shape taken out. */
  absolute: Record<number, number>
  shapeless: Record<number, number>
  /** Half-hour shares of volume. */
  profile: number[]
  /** Median correlation of one-minute returns among symbols. */
  correlation: number
}

export const LAGS = [1, 5, 10, 20, 50, 100]

/** Computes every minute fact of the sessions, symbol by symbol. */
export function minuteFacts(sessions: SessionMinutes[]): MinuteFacts {
  const groups = [...Map.groupBy(sessions, (session) => session.symbol).values()]
  const kurtoses = groups.map((group) => kurtosis(group.flatMap((session) => [...minuteReturns(session)]))).sort((a, b) => a - b)
  const returns = groups.map((group) => group.map(minuteReturns))
  const absolute = returns.map((group) => group.map((values) => values.map(Math.abs)))
  const shapeless = groups.map((group) => absoluteWithoutShape(group))
  const atLag = (of: Float64Array[][], lag: number) => median(of.map((group) => autocorrelation(group, lag)))
  return {
    symbols: groups.length,
    sessions: sessions.length,
    kurtosis: median(kurtoses),
    kurtosisLow: kurtoses[Math.floor(kurtoses.length * 0.1)],
    kurtosisHigh: kurtoses[Math.floor(kurtoses.length * 0.9)],
    returnLag1: atLag(returns, 1),
    absolute: Object.fromEntries(LAGS.map((lag) => [lag, atLag(absolute, lag)])),
    shapeless: Object.fromEntries(LAGS.map((lag) => [lag, atLag(shapeless, lag)])),
    profile: volumeProfile(sessions),
    correlation: median(pairCorrelations(sessions)),
  }
}

/** Relative quoted spread in basis points by half-hour of the session (13 values), the median of the quotes standing in each. */
export function spreadProfile(quotes: { minute: number; bid: number; ask: number }[]): number[] {
  return Array.from({ length: 13 }, (_, bucket) =>
    median(
      quotes
        .filter((quote) => Math.floor(quote.minute / 30) === bucket && quote.bid > 0 && quote.ask > 0)
        .map((quote) => (1e4 * (quote.ask - quote.bid)) / ((quote.ask + quote.bid) / 2)),
    ),
  )
}

/** Text of a recorded file, unzipped when its name says so. */
function textOf(path: string): string {
  const bytes = readFileSync(path)
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
}

/** Regular-hours sessions of recorded one-minute files whose names match; sessions under 380 minutes are left out as incomplete. */
export function recordedSessions(root: string, pattern: RegExp): SessionMinutes[] {
  const folder = join(root, 'bars-1min')
  const files = readdirSync(folder).filter((name) => pattern.test(name))
  return files
    .flatMap((name) => sessionsOf(name.split('_')[0], textOf(join(folder, name))))
    .filter((one) => one.time.length >= 380)
}

function sessionsOf(symbol: string, csv: string): SessionMinutes[] {
  const [header, ...lines] = csv.trim().split('\n')
  const names = header.trim().split(',')
  const at = (name: string) => names.indexOf(name)
  const rows = lines.map((line) => line.split(','))
  const parsed = rows.map((row) => ({
    time: Date.parse(row[at('timestamp')]),
    close: Number(row[at('close')]),
    volume: Number(row[at('volume')]),
  }))
  const days = Map.groupBy(parsed, (row) => utcDay(row.time))
  return [...days].map(([day, rowsOfDay]) => ({
    symbol,
    day,
    time: Float64Array.from(rowsOfDay, (row) => row.time),
    close: Float64Array.from(rowsOfDay, (row) => row.close),
    volume: Float64Array.from(rowsOfDay, (row) => row.volume),
  }))
}

/** Quotes of a recorded best-bid-and-offer file in regular hours; `open` is the session's open in epoch milliseconds. */
export function recordedQuotes(root: string, name: string, open: number): { minute: number; bid: number; ask: number }[] {
  const [, ...lines] = textOf(join(root, 'quotes', name))
    .trim()
    .split('\n')
  return lines
    .map((line) => line.split(','))
    .map((row) => ({ minute: (Date.parse(row[0]) - open) / 60_000, bid: Number(row[1]), ask: Number(row[3]) }))
    .filter((quote) => quote.minute >= 0 && quote.minute < 390)
}

/** Daily log returns, close to close, of a recorded file (closes as recorded: choose split-adjusted files). */
export function recordedDailyReturns(root: string, name: string): number[] {
  const [header, ...lines] = textOf(join(root, 'bars-1day', name))
    .trim()
    .split('\n')
  const at = header.trim().split(',').indexOf('close')
  const closes = lines.map((line) => Number(line.split(',')[at]))
  return closes.slice(1).map((close, i) => Math.log(close / closes[i]))
}
