import type { Instant } from '../../core/time.ts'
import { type Bars, type BarsHead, createBars } from '../../market/bars.ts'
import { Random } from '../random.ts'

export interface MockOptions {
  /** Open of the first bar, dollars. */
  startPrice: number
  /** Standard deviation of a year's log return, as a fraction: 0.2 = 20 %. */
  volatility: number
  /** Bars of this timeframe in a year, which spreads the volatility over them. */
  barsPerYear: number
  seed: number
}

const LEAST_PRICE = 0.0001
const MEAN_VOLUME = 100_000

/**
 * A mock series: a geometric random walk without drift, one bar a given open time, the same for the same options and symbol.
 * Each bar's high and low are drawn from the extremes of a Brownian bridge between its open and close: for a move d and a deviation s the
 * maximum above the open is (d + sqrt(d^2 - 2 s^2 ln U)) / 2 (Glasserman, "Monte Carlo Methods in Financial Engineering", 6.4).
 * Prices are whole cents, from a dollar down hundredths of cents. It looks like no real market: no gaps, no fat tails.
 */
export function mockSeries(head: BarsHead, times: Instant[], options: MockOptions): Bars {
  const random = new Random(options.seed, head.symbol)
  const deviation = options.volatility / Math.sqrt(options.barsPerYear)
  const bars = createBars(head, times.length)
  let open = toTick(options.startPrice)
  for (let i = 0; i < times.length; i++) {
    // Minus half the variance: the price, not its logarithm, is a fair game.
    const move = deviation * random.normal() - deviation ** 2 / 2
    const close = toTick(open * Math.exp(move))
    bars.time[i] = times[i]
    bars.open[i] = open
    bars.close[i] = close
    bars.high[i] = Math.max(open, close, toTick(open * Math.exp(extreme(move, deviation, random.uniform()))))
    bars.low[i] = Math.min(open, close, toTick(open * Math.exp(-extreme(-move, deviation, random.uniform()))))
    bars.volume[i] = Math.round(MEAN_VOLUME * Math.exp(0.5 * random.normal() - 0.125) * (1 + Math.abs(move) / (deviation || 1)))
    open = close
  }
  bars.length = times.length
  return bars
}

function extreme(move: number, deviation: number, uniform: number): number {
  return (move + Math.sqrt(move ** 2 - 2 * deviation ** 2 * Math.log(uniform))) / 2
}

/** The nearest price a US stock may be quoted at. */
function toTick(price: number): number {
  const perDollar = price >= 1 ? 100 : 10_000
  return Math.max(LEAST_PRICE, Math.round(price * perDollar) / perDollar)
}
