import { OpenbellError } from '../../core/errors.ts'
import { DAY, type Instant, MINUTE } from '../../core/time.ts'
import type { Bars } from '../../market/bars.ts'
import type { Calendar } from '../../market/calendar/calendar.ts'
import type { MarketDataSource, Snapshot } from '../../ports/market-data.ts'

type History = MarketDataSource['history']

/** How far back a last price is looked for when today has none. */
const LOOK_BACK_DAYS = 10

/** A snapshot at an instant of the past, which the vendor's own cannot give: put together from bars, prints and quotes known by then. */
export async function pastSnapshot(
  history: History,
  symbol: string,
  asOf: Instant,
  calendar: Calendar,
  signal: AbortSignal,
): Promise<Snapshot> {
  const session = calendar.sessionAt(asOf)
  const start = (session.pre ?? session.regular)?.open ?? asOf - DAY
  const common = { symbol, asOf, to: asOf + 1 }
  const daily = await history(
    { kind: 'bars', timeframe: '1d', from: asOf - LOOK_BACK_DAYS * DAY, session: 'all', ...common },
    signal,
  )
  const minutes = await orNull(history({ kind: 'bars', timeframe: '1m', from: start, session: 'all', ...common }, signal))
  const prints = await orNull(history({ kind: 'prints', from: asOf - 5 * MINUTE, limit: 1, ...common }, signal))
  const quotes = await orNull(history({ kind: 'quotes', from: asOf - 5 * MINUTE, limit: 1, ...common }, signal))
  const regular = minutes && session.regular ? within(minutes, session.regular.open, session.regular.close) : null
  const today = regular && regular.length > 0 ? regular : null
  const bid = quotes?.bidPrice[0] || null
  const ask = quotes?.askPrice[0] || null
  return {
    symbol,
    source: 'alpaca',
    feed: (minutes ?? daily).feed,
    ...(prints ? { price: prints.price[0], time: prints.time[0] } : lastClose(minutes, daily)),
    bid,
    ask,
    bidSize: bid === null ? null : quotes!.bidSize[0],
    askSize: ask === null ? null : quotes!.askSize[0],
    sessionOpen: today ? today[0].open : null,
    sessionHigh: today ? Math.max(...today.map((row) => row.high)) : null,
    sessionLow: today ? Math.min(...today.map((row) => row.low)) : null,
    volume: today ? today.reduce((sum, row) => sum + row.volume, 0) : null,
    previousClose: closeBefore(daily, session.regular?.open ?? asOf),
  }
}

function within(bars: Bars, from: Instant, to: Instant) {
  const rows: { open: number; high: number; low: number; volume: number }[] = []
  for (let i = 0; i < bars.length; i++) {
    if (bars.time[i] < from || bars.time[i] >= to) continue
    rows.push({ open: bars.open[i], high: bars.high[i], low: bars.low[i], volume: bars.volume[i] })
  }
  return rows
}

function lastClose(minutes: Bars | null, daily: Bars): { price: number; time: Instant } {
  if (minutes) return { price: minutes.close[minutes.length - 1], time: minutes.time[minutes.length - 1] + MINUTE }
  return { price: daily.close[daily.length - 1], time: daily.time[daily.length - 1] }
}

function closeBefore(daily: Bars, open: Instant): number | null {
  for (let i = daily.length - 1; i >= 0; i--) if (daily.time[i] < open) return daily.close[i]
  return null
}

async function orNull<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer
  } catch (thrown) {
    if (thrown instanceof OpenbellError && thrown.kind === 'no-data') return null
    throw thrown
  }
}
