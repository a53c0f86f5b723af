import { OpenbellError } from '../../core/errors.ts'
import { type Instant, iso, MINUTE } from '../../core/time.ts'
import type { Span } from '../../market/calendar/calendar.ts'
import { type SessionFigures, sessionFigures } from '../../market/session-figures.ts'
import type { Snapshot } from '../../ports/market-data.ts'
import { SIMULATED } from './bars.ts'
import type { DailySeries } from './daily.ts'
import type { Profile } from './listing.ts'
import type { SimulatedMarket } from './market.ts'
import type { DayMinutes } from './minutes.ts'
import { outsideYears } from './schedule.ts'
import { countWhile, printsOf, quotesOf } from './tape-history.ts'
import { UNITS } from './tick.ts'

/** Sessions to look back for the last print; the quietest symbol trades every day. */
const LOOK_BACK = 5

/**
 * The state of a symbol at an instant, from prints and quotes up to then and nothing after: also within a minute in progress.
 * Session figures are those of the regular session in progress or the latest one begun (null before its open).
 */
export function snapshotAt(market: SimulatedMarket, symbol: string, asOf: Instant): Snapshot {
  const profile = market.profile(symbol)
  const schedule = market.schedule(profile)
  if (!schedule.overlaps(asOf, asOf + 1)) throw outsideYears(symbol, asOf)
  const index = schedule.near(asOf)
  const last = lastPrint(market, profile, index, asOf)
  if (last === null) throw new OpenbellError('no-data', `${symbol} has no simulated print by ${iso(asOf)}`, 'openbell hours')
  const quote = lastQuote(market, profile, last.day, last.row, asOf)
  return {
    symbol,
    source: SIMULATED,
    feed: SIMULATED,
    price: last.price / UNITS,
    time: last.time,
    bid: quote.bid / UNITS,
    ask: quote.ask / UNITS,
    bidSize: quote.bidSize,
    askSize: quote.askSize,
    ...sessionSoFar(market, profile, market.minutes(profile, index), schedule.session(index).regular, asOf),
    previousClose: previousClose(market.daily(profile, index), index),
  }
}

interface LastPrint {
  day: DayMinutes
  row: number
  price: number
  time: Instant
}

function lastPrint(market: SimulatedMarket, profile: Profile, index: number, asOf: Instant): LastPrint | null {
  for (let i = index; i >= Math.max(0, index - LOOK_BACK); i--) {
    const day = market.minutes(profile, i)
    for (let row = day.length - 1; row >= 0; row--) {
      if (day.time[row] > asOf) continue
      const prints = printsOf(market, profile, day, row)
      const seen = countWhile(prints, (time) => time <= asOf)
      if (seen > 0) return { day, row, price: prints.price[seen - 1], time: prints.time[seen - 1] }
    }
  }
  return null
}

/** The quote standing at `asOf`: every minute's first print has one, so it is in the minute of the last print. */
function lastQuote(market: SimulatedMarket, profile: Profile, day: DayMinutes, row: number, asOf: Instant) {
  const quotes = quotesOf(market, profile, day, row)
  const at = countWhile(quotes, (time) => time <= asOf) - 1
  return { bid: quotes.bid[at], ask: quotes.ask[at], bidSize: quotes.bidSize[at], askSize: quotes.askSize[at] }
}

/** The closed minutes of the day and, of the one in progress, its prints so far. */
function sessionSoFar(
  market: SimulatedMarket,
  profile: Profile,
  day: DayMinutes,
  regular: Span | null,
  asOf: Instant,
): SessionFigures {
  const [time, open, high, low, volume]: number[][] = [[], [], [], [], []]
  const add = (at: Instant, first: number, top: number, bottom: number, shares: number) => {
    time.push(at)
    open.push(first / UNITS)
    high.push(top / UNITS)
    low.push(bottom / UNITS)
    volume.push(shares)
  }
  for (let row = day.regularFrom; row < day.regularTo && day.time[row] <= asOf; row++) {
    if (day.time[row] + MINUTE <= asOf) {
      add(day.time[row], day.open[row], day.high[row], day.low[row], day.volume[row])
      continue
    }
    const prints = printsOf(market, profile, day, row)
    const seen = countWhile(prints, (time) => time <= asOf)
    for (let i = 0; i < seen; i++) add(day.time[row], prints.price[i], prints.price[i], prints.price[i], prints.size[i])
  }
  return sessionFigures({ length: time.length, time, open, high, low, volume }, regular)
}

/** The close before, in the shares of this session: on the ex-day of a split it is divided by the ratio, so that a change means something. */
function previousClose(series: DailySeries, index: number): number | null {
  if (index === 0) return null
  return series.close[index - 1] / (series.splits.get(index) ?? 1) / UNITS
}
