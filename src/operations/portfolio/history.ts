import { type AlignedReturns, alignReturns, returnsPerYear } from '../../analysis/portfolio/align.ts'
import { iso, isoDate } from '../../core/time.ts'
import type { Bars } from '../../market/bars.ts'
import { daysBefore } from '../../market/calendar/as-of-session.ts'
import { type Calendar, calendarFor } from '../../market/calendar/calendar.ts'
import type { MarketDataSource } from '../../ports/market-data.ts'
import { mapLimit } from '../common/map-limit.ts'
import { recentBars } from '../common/recent-bars.ts'
import { counted } from '../common/words.ts'
import { type Context, OpenbellError } from '../operation.ts'

/** Ten years of days beyond the estimate's own: the past that the method is tried on. */
const TRIED_DAYS = 2520

/** Sessions without a bar after which a symbol no longer counts as fresh. */
const STALE_SESSIONS = 5

export interface PortfolioHistory extends AlignedReturns {
  symbols: string[]
  /** Last close of each. */
  prices: number[]
  daysPerYear: number
  feed: string
  adjustment: 'none' | 'splits'
  warnings: string[]
}

/** Fewest common returns: three months, and twice as many as symbols, under which their correlations are mostly made up. */
export const fewestDays = (symbols: number) => Math.max(60, 2 * symbols)

/**
 * Daily returns of the symbols on the dates that all of them have, up to the as-of.
 * @throws OpenbellError no-data where too few dates are common (with the number needed), or where a symbol never moved
 */
export async function portfolioHistory(
  context: Context,
  source: MarketDataSource,
  symbols: string[],
  days: number,
): Promise<PortfolioHistory> {
  const asOf = context.asOf(source)
  let done = 0
  const series = await mapLimit(symbols, 4, async (symbol) => {
    const bars = await recentBars(context, source, { symbol, timeframe: '1d', asOf, rows: days + TRIED_DAYS + 1 })
    context.progress.update(++done, symbols.length, `bars of ${symbol}`)
    const calendar = calendarFor(symbol)
    const dates = Array.from(bars.time.subarray(0, bars.length), (at) => calendar.dateOf(at))
    return { symbol, calendar, bars, days: dates, levels: bars.close.subarray(0, bars.length) }
  })
  const aligned = alignReturns(series)
  refuseTooFew(series, aligned, days)
  const last = aligned.returns.map((one) => one.subarray(Math.max(0, one.length - days)))
  const still = symbols.find((_, i) => last[i].every((value) => value === 0) || !last[i].every(Number.isFinite))
  if (still !== undefined) {
    const message = `${still} has no returns to weigh: its closes did not move, or are not above zero`
    throw new OpenbellError('no-data', message, `openbell bars ${still} --limit 20`)
  }
  return {
    ...aligned,
    symbols,
    prices: series.map(({ bars }) => bars.close[bars.length - 1]),
    daysPerYear: returnsPerYear(aligned),
    feed: [...new Set(series.map(({ bars }) => bars.feed))].sort().join(','),
    adjustment: series.every(({ bars }) => bars.adjustment === 'splits') ? 'splits' : 'none',
    warnings: [...shorterThanAsked(series, aligned, days), ...staleSeries(series, asOf), ...jumps(series, aligned)],
  }
}

interface Series {
  symbol: string
  calendar: Calendar
  days: number[]
  bars: Pick<Bars, 'staleSince' | 'adjustment'>
}

function refuseTooFew(series: readonly Series[], aligned: AlignedReturns, days: number): void {
  const needed = Math.min(days, fewestDays(series.length))
  if (aligned.days.length >= needed) return
  const shortest = series.reduce((least, one) => (one.days.length < least.days.length ? one : least))
  const have = counted(aligned.days.length, 'daily return')
  const message = `${have} between dates that all ${series.length} symbols have, ${needed} are needed; ${shortest.symbol} has the shortest past, from ${isoDate(shortest.days[0])}`
  throw new OpenbellError(
    'no-data',
    message,
    `leave ${shortest.symbol} out, or openbell data fetch ${shortest.symbol} --timeframe 1d`,
  )
}

function shorterThanAsked(series: readonly Series[], aligned: AlignedReturns, days: number): string[] {
  if (aligned.days.length >= days) return []
  const shortest = series.reduce((least, one) => (one.days.length < least.days.length ? one : least))
  return [
    `only ${aligned.days.length} of ${days} daily returns lie between dates that all symbols have; ${shortest.symbol} begins on ${isoDate(shortest.days[0])}`,
  ]
}

/** Moves of a day that a split not adjusted for would make: one of 3 for 2 halves nothing less than a third. */
function jumps(series: readonly Series[], { days, returns }: AlignedReturns): string[] {
  return series.flatMap(({ symbol, bars }, i) => {
    if (bars.adjustment === 'splits') return []
    const row = returns[i].findIndex((value) => value < -0.32 || value > 0.9)
    if (row < 0) return []
    const moved = `${symbol} moved by ${(100 * returns[i][row]).toFixed(0)}% to ${isoDate(days[row])}`
    return [`${moved}: a split, perhaps, as these prices are not adjusted for splits; the figures take it for a gain or a loss`]
  })
}

function staleSeries(series: readonly Series[], asOf: number): string[] {
  return series.flatMap(({ symbol, calendar, days, bars }) => {
    const last = days[days.length - 1]
    const expected = daysBefore(calendar, calendar.dateOf(asOf), STALE_SESSIONS).at(-1) ?? last
    const ended = last < expected ? [`${symbol} has no bars after ${isoDate(last)}: the portfolio is one of that date`] : []
    const old = bars.staleSince ? [`the vendor failed: the bars of ${symbol} are those fetched at ${iso(bars.staleSince)}`] : []
    return [...ended, ...old]
  })
}
