import { firstWhere } from '../../core/search.ts'
import { DAY, type Instant } from '../../core/time.ts'
import { snapShares } from '../../exchange/account/money.ts'
import type { Timeframe } from '../../market/timeframe.ts'
import { readBars } from '../source-bars.ts'
import type { World } from '../world.ts'
import type { Activity } from './activity.ts'

export interface CurveRequest {
  /** Instants to value the account at, ascending, none in the future. */
  times: Instant[]
  timeframe: Timeframe
  /** Milliseconds of a bar; a price counts from the end of its bar. */
  stepMs: number
}

/** Prices of a symbol by the time they were known. */
interface Prices {
  known: Instant[]
  price: number[]
}

/** Equity at instants of the past, in dollars: the history's cash, and what was held at the closes known then. */
export async function equityCurve(
  world: World,
  { times, timeframe, stepMs }: CurveRequest,
  signal: AbortSignal,
): Promise<number[]> {
  const { desk } = world.trading
  const symbols = new Set(desk.activities.filter(({ shares }) => shares !== 0).map(({ symbol }) => symbol!))
  const prices = new Map<string, Prices>()
  for (const symbol of symbols) prices.set(symbol, await pricesOf(world, symbol, times, timeframe, stepMs, signal))
  const held = new Map<string, number>()
  let cash = desk.parts.cash
  let next = 0
  return times.map((at) => {
    for (; next < desk.activities.length && desk.activities[next].at <= at; next++)
      cash += fold(held, prices, desk.activities[next])
    let equity = cash
    for (const [symbol, shares] of held) if (shares !== 0) equity += shares * priceAt(prices.get(symbol)!, at)
    return Math.round(equity * 1e6) / 1e6
  })
}

/** Puts one row of the history into what is held; answers its cash. A fill's own price is known from then on. */
function fold(held: Map<string, number>, prices: Map<string, Prices>, { symbol, shares, cash, type, at }: Activity): number {
  if (symbol === null || shares === 0) return cash
  const before = held.get(symbol) ?? 0
  held.set(symbol, snapShares(before + shares))
  if (type === 'FILL') note(prices.get(symbol)!, at, Math.abs(cash / shares))
  return cash
}

/** How far back a first price may lie: over any weekend. */
const LOOK_BACK = 5 * DAY

async function pricesOf(
  world: World,
  symbol: string,
  times: Instant[],
  timeframe: Timeframe,
  stepMs: number,
  signal: AbortSignal,
): Promise<Prices> {
  const from = times[0] - Math.max(stepMs, LOOK_BACK)
  const to = times[times.length - 1]
  const bars = await readBars(world, symbol, timeframe, from, to, to, signal)
  const ends = (at: Instant) => (timeframe === '1d' ? closeOf(world, at) : at + stepMs)
  return { known: bars.map(({ at }) => ends(at)), price: bars.map(({ c }) => c) }
}

/** A daily bar is stamped at midnight in New York and known at the close. */
function closeOf(world: World, midnight: Instant): Instant {
  return world.calendar.day(world.calendar.dateOf(midnight)).regular?.close ?? midnight + DAY
}

function note(prices: Prices, at: Instant, price: number): void {
  const i = after(prices.known, at)
  prices.known.splice(i, 0, at)
  prices.price.splice(i, 0, price)
}

function priceAt(prices: Prices, at: Instant): number {
  return prices.price[Math.max(0, after(prices.known, at) - 1)] ?? 0
}

/** Index of the first instant later than `at`. */
function after(known: Instant[], at: Instant): number {
  return firstWhere(known.length, (i) => known[i] > at)
}
