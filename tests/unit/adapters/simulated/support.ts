import { createSimulatedSource } from '../../../../src/adapters/simulated/source.ts'
import { DAY, type DayNumber, parseDate } from '../../../../src/core/time.ts'
import type { Bars } from '../../../../src/market/bars.ts'
import { calendarOf } from '../../../../src/market/calendar/calendar.ts'
import type { Timeframe } from '../../../../src/market/timeframe.ts'
import type { MarketDataSource } from '../../../../src/ports/market-data.ts'

export const signal = new AbortController().signal

/** A simulated source whose clock stands at an instant. */
export function simulated(seed = 7, now = Date.parse('2026-03-20T20:00:00Z')): MarketDataSource {
  return createSimulatedSource({ seed, clock: { now: () => now, elapsed: () => 0, sleep: async () => {} } })
}

export function day(date: string): DayNumber {
  return parseDate(date)!
}

/** Bars of one trading date, all known afterwards. */
export function barsOf(
  source: MarketDataSource,
  symbol: string,
  date: DayNumber,
  timeframe: Timeframe,
  session: 'all' | 'regular' = 'all',
) {
  const from = symbol === 'SIMFUT' ? calendarOf('cme').day(date).regular!.open : date * DAY
  const to = symbol === 'SIMFUT' ? calendarOf('cme').day(date).regular!.close : (date + 1) * DAY + 2 * 3_600_000
  return source.history({ kind: 'bars', symbol, timeframe, from, to, asOf: to + 8 * DAY, session }, signal)
}

/** The values of a bars object as plain arrays, to compare whole answers. */
export function plain(bars: Bars) {
  const cut = (column: Float64Array<ArrayBufferLike> | null) => column && [...column.subarray(0, bars.length)]
  const { time, open, high, low, close, volume, prints, vwap } = bars
  return {
    time: cut(time),
    open: cut(open),
    high: cut(high),
    low: cut(low),
    close: cut(close),
    volume: cut(volume),
    prints: cut(prints),
    vwap: cut(vwap),
  }
}

/** Trading dates of the stock market from one date to another. */
export function tradingDates(from: string, to: string): DayNumber[] {
  const calendar = calendarOf('us')
  const dates: DayNumber[] = []
  for (let d = day(from); d <= day(to); d++) if (calendar.day(d).regular) dates.push(d)
  return dates
}

/** Busy, middling, quiet and special symbols. */
export async function sampleSymbols(source: MarketDataSource): Promise<string[]> {
  const all = (await source.symbols(signal)).map((one) => one.symbol)
  return [
    'SIMALL',
    'SIMINV',
    'SIMFUT',
    all[5],
    all[40],
    all[150],
    all[205],
    all[209],
    all[213],
    all[300],
    all[420],
    all[480],
    all.at(-1)!,
  ]
}
