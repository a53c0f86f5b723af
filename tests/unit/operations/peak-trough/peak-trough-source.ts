import { OpenbellError } from '../../../../src/core/errors.ts'
import { MINUTE } from '../../../../src/core/time.ts'
import { barClose, closedCount, regularOnly } from '../../../../src/market/bar-times.ts'
import { type Bars, createBars, lowerBound, sliceBars } from '../../../../src/market/bars.ts'
import { usCalendar } from '../../../../src/market/calendar/us.ts'
import type { Prints } from '../../../../src/market/prints.ts'
import type { BarsQuery, MarketDataSource } from '../../../../src/ports/market-data.ts'

/** Opens of regular minutes of New York sessions, from the first day's 09:30 on. */
export function regularMinutes(count: number, firstDay: number): Float64Array {
  const times = new Float64Array(count)
  for (let day = firstDay, i = 0; i < count; day = usCalendar.next(day)) {
    const { regular } = usCalendar.day(day)
    if (!regular) throw new Error(`${day} is no trading day`)
    for (let at = regular.open; at < regular.close && i < count; at += MINUTE) times[i++] = at
  }
  return times
}

/** One-minute bars that open and close at the same price. */
export function minuteBars(symbol: string, time: Float64Array, closes: number[], prints: number | null): Bars {
  const bars = createBars({ symbol, timeframe: '1m', source: 'scripted', feed: 'script' }, time.length, {
    prints: prints !== null,
  })
  bars.length = time.length
  bars.time.set(time)
  for (const column of [bars.open, bars.high, bars.low, bars.close]) column.set(closes)
  bars.volume.fill(100)
  bars.prints?.fill(prints ?? 0)
  return bars
}

export interface Scripted extends MarketDataSource {
  asked: BarsQuery[]
}

/** A source that answers from the bars (and prints) given, by the port's rules. */
export function scriptedSource(series: Bars[], tape: Prints[] = []): Scripted {
  const asked: BarsQuery[] = []
  const history = async (query: BarsQuery | { kind: 'prints'; symbol: string; from: number; to: number }) => {
    if (query.kind === 'prints') {
      const prints = tape.find((one) => one.symbol === query.symbol)
      if (!prints) throw new OpenbellError('no-data', `no prints of ${query.symbol}`)
      return prints
    }
    asked.push(query)
    const own = series.find((one) => one.symbol === query.symbol)
    if (!own) throw new OpenbellError('not-found', `unknown symbol ${query.symbol}`, 'openbell data list')
    const bars = query.session === 'regular' ? regularOnly(own, usCalendar) : own
    const end = Math.min(closedCount(bars, usCalendar, query.asOf), lowerBound(bars.time, bars.length, query.to))
    const start = Math.max(lowerBound(bars.time, bars.length, query.from), query.limit === undefined ? 0 : end - query.limit)
    if (start >= end || own.timeframe !== query.timeframe) throw new OpenbellError('no-data', `no bars of ${query.symbol}`)
    return sliceBars(bars, start, end)
  }
  const newest = Math.max(...series.map((one) => barClose(one.timeframe, one.time[one.length - 1], usCalendar)))
  return {
    name: 'scripted',
    feed: 'script',
    coverage: 1,
    asked,
    now: () => newest,
    history: history as unknown as MarketDataSource['history'],
    snapshot: () => Promise.reject(new OpenbellError('no-data', 'no snapshots')),
    symbols: async () => [],
    metrics: () => null,
    close: async () => {},
  }
}
