import { type ValueAtRisk, valueAtRisk } from '../../analysis/metrics/value-at-risk.ts'
import { alignReturns } from '../../analysis/portfolio/align.ts'
import { type CorrelationMatrix, correlationMatrix, type DatedLevels } from '../../analysis/statistics/correlation.ts'
import { orNull } from '../../core/errors.ts'
import type { Instant } from '../../core/time.ts'
import { calendarFor } from '../../market/calendar/calendar.ts'
import type { MarketDataSource } from '../../ports/market-data.ts'
import { mapLimit } from '../common/map-limit.ts'
import { recentBars } from '../common/recent-bars.ts'
import type { Context } from '../context.ts'

/** A year of days: what the past of the positions is taken from. */
export const RISK_DAYS = 250

/** Under so many days the worst twentieth is less than three of them. */
const FEWEST_DAYS = 60

/** Enough that the figure moves by less than a hundredth or two of itself from seed to seed; each draw costs the square of the positions. */
const drawsFor = (positions: number) => Math.max(2000, Math.min(20_000, Math.floor(1e9 / positions ** 2)))

/** A position as its risk is computed. */
export interface Holding {
  symbol: string
  /** Signed market value over equity. */
  weight: number
}

export interface PortfolioRisk {
  correlation: (CorrelationMatrix & { symbols: string[] }) | null
  valueAtRisk: ValueAtRisk | null
  /** Daily returns that it rests on. */
  days: number
  feed: string
  warnings: string[]
}

/** Correlation and value at risk of what is held now, from daily closes of the source. What cannot be computed is null, and says why. */
export async function portfolioRisk(
  context: Context,
  source: MarketDataSource,
  holdings: readonly Holding[],
  options: { asOf: Instant; level: number },
): Promise<PortfolioRisk> {
  const loaded = await mapLimit([...holdings], 4, ({ symbol }) => dailyOf(context, source, symbol, options.asOf))
  const missing = holdings.filter((_, i) => loaded[i] === null).map((one) => one.symbol)
  const series = loaded.filter((one) => one !== null)
  const feed = [...new Set(series.map((one) => one.feed))].sort().join(',')
  const symbols = holdings.filter((_, i) => loaded[i] !== null).map((one) => one.symbol)
  const correlation = series.length < 2 ? null : { symbols, ...correlationMatrix(series) }
  if (missing.length > 0) {
    const warnings = [
      `no daily bars of ${missing.join(', ')}: without them the value at risk would be too small, so there is none`,
    ]
    return { correlation, valueAtRisk: null, days: 0, feed, warnings }
  }
  const { returns } = alignReturns(series)
  const days = returns[0]?.length ?? 0
  const few = holdings.length > 0 && days < FEWEST_DAYS
  const enough = holdings.length > 0 && !few
  const weights = holdings.map((one) => one.weight)
  const { seed } = context.settings
  return {
    correlation,
    valueAtRisk: enough ? valueAtRisk(returns, weights, { level: options.level, seed, draws: drawsFor(weights.length) }) : null,
    days,
    feed,
    warnings: few ? [`only ${days} days on which all symbols have closes, ${FEWEST_DAYS} are needed for a value at risk`] : [],
  }
}

type DailyCloses = DatedLevels & { feed: string }

async function dailyOf(context: Context, source: MarketDataSource, symbol: string, asOf: Instant): Promise<DailyCloses | null> {
  const query = { symbol, timeframe: '1d', asOf, rows: RISK_DAYS + 1 } as const
  const bars = await orNull(['not-found', 'no-data', 'unavailable', 'usage'], recentBars(context, source, query))
  if (bars === null) return null
  const calendar = calendarFor(symbol)
  const days = Array.from(bars.time.subarray(0, bars.length), (at) => calendar.dateOf(at))
  return { days, levels: bars.close.subarray(0, bars.length), feed: bars.feed }
}
