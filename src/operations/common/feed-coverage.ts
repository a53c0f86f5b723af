import type { Bars, Column } from '../../market/bars.ts'
import type { MarketDataSource } from '../../ports/market-data.ts'

/** Feeds that carry only a part of the market's volume, wherever their bars are kept (measured for IEX: 2 to 3 in 100 shares). */
const PARTIAL_FEEDS: Record<string, number> = { iex: 0.025 }

/** Share of the market's volume behind some bars, in (0, 1]. */
export function coverageOf(source: MarketDataSource, feed: string): number {
  return Math.min(source.coverage, PARTIAL_FEEDS[feed] ?? 1)
}

/** Bars with volume and prints scaled up to the whole market, as an estimate; the given ones are left alone. */
export function rescaled(bars: Bars, coverage: number): Bars {
  if (coverage >= 1) return bars
  const scaled = (values: Column) => values.slice(0, bars.length).map((value) => value / coverage)
  return { ...bars, volume: scaled(bars.volume), prints: bars.prints && scaled(bars.prints) }
}
