import { OpenbellError } from '../../core/errors.ts'
import { DAY, type Instant, iso, MINUTE } from '../../core/time.ts'
import { barClose } from '../../market/bar-times.ts'
import type { Bars } from '../../market/bars.ts'
import type { Calendar } from '../../market/calendar/calendar.ts'
import type { Prints, Quotes } from '../../market/prints.ts'
import { sessionFigures } from '../../market/session-figures.ts'
import type { MarketDataSource, Snapshot } from '../../ports/market-data.ts'

type History = MarketDataSource['history']

/** How far back a last price is looked for when today has none. */
const LOOK_BACK_DAYS = 10

/** Everything known by the instant that a snapshot is made of; null where there is none. */
interface Parts {
  daily: Bars | null
  minutes: Bars | null
  prints: Prints | null
  quotes: Quotes | null
}

/** A snapshot at an instant of the past, which the vendor's own cannot give: put together from bars, prints and quotes known by then. */
export async function pastSnapshot(
  history: History,
  symbol: string,
  asOf: Instant,
  calendar: Calendar,
  signal: AbortSignal,
): Promise<Snapshot> {
  const { pre, regular } = calendar.sessionAt(asOf)
  const parts = await readParts(history, symbol, asOf, (pre ?? regular)?.open ?? asOf - DAY, signal)
  const last = lastPrice(parts, calendar)
  if (!last) throw new OpenbellError('no-data', `alpaca has no price of ${symbol} in the days before ${iso(asOf)}`, null)
  const bid = parts.quotes?.bidPrice[0] || null
  const ask = parts.quotes?.askPrice[0] || null
  return {
    symbol,
    source: 'alpaca',
    ...last,
    bid,
    ask,
    bidSize: bid === null ? null : parts.quotes!.bidSize[0],
    askSize: ask === null ? null : parts.quotes!.askSize[0],
    ...sessionFigures(parts.minutes, regular),
    previousClose: parts.daily && closeBefore(parts.daily, regular?.open ?? asOf),
  }
}

/** The four answers are independent of each other, so they are asked for together. */
async function readParts(history: History, symbol: string, asOf: Instant, start: Instant, signal: AbortSignal): Promise<Parts> {
  const common = { symbol, asOf, to: asOf + 1 }
  const bars = { kind: 'bars', session: 'all', ...common } as const
  const tape = { from: asOf - 5 * MINUTE, limit: 1, ...common }
  const [daily, minutes, prints, quotes] = await Promise.all([
    orNull(history({ ...bars, timeframe: '1d', from: asOf - LOOK_BACK_DAYS * DAY }, signal)),
    orNull(history({ ...bars, timeframe: '1m', from: start }, signal)),
    orNull(history({ kind: 'prints', ...tape }, signal)),
    orNull(history({ kind: 'quotes', ...tape }, signal)),
  ])
  return { daily, minutes, prints, quotes }
}

/** The newest price, when it was made, and its feed. A bar's close was made at its close and not at its open. */
function lastPrice({ prints, minutes, daily }: Parts, calendar: Calendar): { price: number; time: Instant; feed: string } | null {
  if (prints) return { price: prints.price[0], time: prints.time[0], feed: (minutes ?? prints).feed }
  const bars = minutes ?? daily
  if (!bars) return null
  const row = bars.length - 1
  return { price: bars.close[row], time: barClose(bars.timeframe, bars.time[row], calendar), feed: bars.feed }
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
