import { type Instant, MINUTE, SECOND } from '../../core/time.ts'
import { type Bars, lowerBound } from '../../market/bars.ts'
import type { PrintRing, Ring, SymbolTape } from '../../market/live/types.ts'
import { rateLiquidity } from '../liquidity.ts'
import { machineActivity } from './machine.ts'
import { PrintSums, QuoteSums, spreadOf } from './sums.ts'
import type { WindowFigures, WindowScope } from './types.ts'

/**
 * Sum of squared distances (seconds) of the prints' times from their mean, below which they are of one moment and have no trend: some milliseconds. Running
 * sums, taken from a start long ago, tell no less apart. Between two whole numbers of milliseconds, so that no rounding decides.
 */
const LEAST_SPREAD = 1.23e-5

/** Least share of the prices' variance that the line through them must explain to be a trend. */
const TREND_FIT = 0.3

/** A variance below this share of its sum of squares may be nothing but what rounding has left. */
const ROUNDING = 1e-11

/** What a window has added up, and its first price (NaN: none). */
export interface WindowState {
  prints: PrintSums
  quotes: QuoteSums
  firstPrice: number
}

/**
 * Figures of the last `seconds` before `now` of one symbol, from what its rings hold: rows with time in (now - seconds, now].
 * - momentum: last price / first price - 1, of the prints that may set a price; null with fewer than two.
 * - volumeRate: units a minute in the window over units a minute in the session before it, by its minute bars (see sessionRate).
 * - vwap: sum of price x size / sum of size, all prints with a size (Berkowitz, Logue and Noser, The Total Cost of Transactions on the NYSE, 1988).
 * - spread: mean of (ask - bid) / ((ask + bid) / 2) over the quotes told in the window; without any, that of the quote that stands. Crossed and one-sided quotes say nothing.
 * - printsPerMinute: prints / minutes covered / coverage; rating: by analysis/liquidity.ts.
 * - trend: the sign of the least-squares line of price over time, when it explains at least 0.3 of the variance and its move over the window is more than the
 *   spread; else flat. Null with fewer than three prices, or at one instant only.
 * `covered` is shorter than `seconds` where the rings do not reach back so far: printing a rate over time that nobody saw would be a lie.
 */
export function windowFigures(tape: SymbolTape, seconds: number, scope: WindowScope): WindowFigures {
  const from = scope.now - seconds * SECOND
  const state: WindowState = {
    prints: new PrintSums(),
    quotes: new QuoteSums(),
    firstPrice: Number.NaN,
  }
  walk(tape.quotes, tape.quotes.time, from, (row) => state.quotes.add(tape.quotes, row))
  addPrints(tape.prints, from, state)
  return figuresOf(tape, seconds, scope, state)
}

function addPrints(ring: PrintRing, from: Instant, state: WindowState): void {
  let first = Number.POSITIVE_INFINITY
  walk(ring, ring.time, from, (row) => {
    state.prints.add(ring, row)
    if (ring.eligible[row] === 0 || ring.time[row] >= first) return
    first = ring.time[row]
    state.firstPrice = ring.price[row]
  })
}

/** Rows of a ring after an instant, in the order they came. */
function walk(ring: Ring, time: ArrayLike<number>, from: Instant, hear: (row: number) => void): void {
  for (let i = 0; i < ring.length; i++) {
    const row = ring.first + i < ring.capacity ? ring.first + i : ring.first + i - ring.capacity
    if (time[row] > from) hear(row)
  }
}

/** The figures of sums, however they were made. */
export function figuresOf(tape: SymbolTape, seconds: number, scope: WindowScope, state: WindowState): WindowFigures {
  const from = scope.now - seconds * SECOND
  const covered = coveredSeconds(tape, seconds, scope.now)
  const minutes = (covered * SECOND) / MINUTE
  const { prints, quotes } = state
  const spread = quotes.quotes > 0 ? quotes.spread / quotes.quotes : spreadOf(tape.bid, tape.ask)
  const printsPerMinute = minutes > 0 ? prints.prints / minutes / scope.coverage : null
  const before = scope.sessionFrom === null ? null : sessionRate(tape, scope.sessionFrom, from)
  return {
    symbol: tape.symbol,
    seconds,
    covered,
    prints: prints.prints,
    momentum: prints.priced < 2 ? null : known(prints.lastPrice / state.firstPrice - 1),
    volumeRate: before === null || before === 0 || minutes <= 0 ? null : prints.volume / minutes / before,
    vwap: known(prints.vwap),
    spread: known(spread),
    printsPerMinute,
    rating: rateLiquidity(printsPerMinute, 0).rating,
    algorithmic: scope.algorithmic ? machineActivity(tape.prints, from) : null,
    trend: trendOf(prints, seconds, spread),
  }
}

/** Seconds before `now` of which every print is held: since the stream began, or since the oldest print that a full ring still has. */
function coveredSeconds({ prints, from }: SymbolTape, seconds: number, now: Instant): number {
  const since = prints.total > prints.length ? Math.max(from, prints.time[prints.first]) : from
  return Math.max(0, Math.min(seconds, (now - since) / SECOND))
}

/**
 * Units a minute from the session's open, or from the first minute there is a bar of when that is later, to the last whole minute before the window. Minutes
 * without a bar had no volume. Null without a whole minute.
 */
function sessionRate({ closed }: SymbolTape, sessionFrom: Instant, windowFrom: Instant): number | null {
  const row = lowerBound(closed.time, closed.length, sessionFrom)
  if (row === closed.length) return null
  const from = row === 0 ? closed.time[0] : sessionFrom
  const minutes = Math.floor((windowFrom - from) / MINUTE)
  return minutes < 1 ? null : volumeBetween(closed, row, from + minutes * MINUTE) / minutes
}

function volumeBetween(bars: Bars, from: number, before: Instant): number {
  let volume = 0
  for (let row = from; row < bars.length && bars.time[row] < before; row++) volume += bars.volume[row]
  return volume
}

/** Ordinary least squares from sums; `spread` as a fraction of the price, NaN = unknown. */
function trendOf(sums: PrintSums, seconds: number, spread: number): WindowFigures['trend'] {
  const n = sums.priced
  if (n < 3) return null
  const timeVariance = sums.timeSquared - (sums.time * sums.time) / n
  const priceVariance = sums.priceSquared - (sums.price * sums.price) / n
  if (timeVariance <= Math.max(LEAST_SPREAD, ROUNDING * sums.timeSquared)) return null
  if (priceVariance <= Math.max(1e-10, ROUNDING * sums.priceSquared)) return 'flat'
  const covariance = sums.timePrice - (sums.time * sums.price) / n
  const slope = covariance / timeVariance
  const fit = (slope * covariance) / priceVariance
  const move = Math.abs(slope) * seconds
  if (fit < TREND_FIT || move <= (Number.isNaN(spread) ? 0 : spread * sums.lastPrice)) return 'flat'
  return slope > 0 ? 'up' : 'down'
}

function known(value: number): number | null {
  return Number.isFinite(value) ? value : null
}
