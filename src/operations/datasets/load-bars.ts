import { iso } from '../../core/time.ts'
import { calendarFor } from '../../market/calendar/calendar.ts'
import { isSimulated } from '../../market/feeds.ts'
import { findJumps, type Jump } from '../../market/quality/rules.ts'
import { parseTimeframe } from '../../market/timeframe.ts'
import { recentBars } from '../common/recent-bars.ts'
import { forEachSymbol } from '../common/shared.ts'
import { counted } from '../common/words.ts'
import type { Context } from '../context.ts'
import { type Loaded, LongTable, numbers, repeated, times } from './loaded.ts'

export interface MarketWish {
  symbols: string[]
  timeframe: string
  /** Newest rows of each symbol. */
  limit: number
}

const COLUMNS = ['time', 'symbol', 'open', 'high', 'low', 'close', 'volume', 'prints', 'vwap']

/** The newest bars of each symbol that had closed by the as-of, one below the other. @throws OpenbellError when no symbol has any */
export async function loadBars(context: Context, wish: MarketWish): Promise<Loaded> {
  const timeframe = parseTimeframe(wish.timeframe)
  const source = await context.source()
  const asOf = context.asOf(source)
  const table = new LongTable()
  let done = 0
  const { results, failed } = await forEachSymbol(context, wish.symbols, async (symbol) => {
    context.progress.update(done++, wish.symbols.length, symbol)
    const bars = await recentBars(context, source, { symbol, timeframe, asOf, rows: wish.limit })
    const rows = bars.length
    const column = (values: ArrayLike<number>) => numbers(values)
    const { open, high, low, close, volume, prints, vwap } = bars
    const optional = { prints: prints && column(prints), vwap: vwap && column(vwap) }
    const prices = { open: column(open), high: column(high), low: column(low), close: column(close), volume: column(volume) }
    table.add(rows, { time: times(bars.time), symbol: repeated(symbol, rows), ...prices, ...optional })
    const jumps = findJumps(bars, calendarFor(symbol), [])
    return { symbol, rows, jumps, feed: bars.feed, adjustment: bars.adjustment ?? 'none', staleSince: bars.staleSince ?? null }
  })
  const feeds = [...new Set(results.map((one) => one.feed))].sort()
  return {
    columns: table.columns(COLUMNS),
    symbols: results.map((one) => one.symbol),
    timeframe,
    source: source.name,
    feed: feeds.join(','),
    asOf,
    failed,
    warnings: [
      ...simulatedWarning(source.name, feeds),
      ...results
        .filter((one) => one.rows < wish.limit)
        .map((one) => `${one.symbol} has only ${counted(one.rows, 'bar')} of the ${wish.limit} asked for`),
      ...results
        .filter((one) => one.staleSince !== null)
        .map((one) => `${one.symbol}: the vendor failed, an older answer stands in`),
      ...results.flatMap(({ symbol, jumps }) => jumpWarning(symbol, jumps)),
      ...(results.some((one) => one.adjustment === 'splits') ? ['prices before a split are in the shares after it'] : []),
    ],
  }
}

/** Prices as a split leaves them where nobody told of it: every return over it is a fault of the data. */
function jumpWarning(symbol: string, jumps: Jump[]): string[] {
  if (jumps.length === 0) return []
  const [{ time, before, after }] = jumps
  const more = jumps.length > 1 ? `, and ${jumps.length - 1} more` : ''
  return [`${symbol} ${iso(time).slice(0, 10)}: ${before} to ${after} looks like a split that nobody told of${more}`]
}

/** Rows that were made and not observed say so wherever they go. */
export function simulatedWarning(source: string, feeds: string[]): string[] {
  return isSimulated(source) || feeds.some(isSimulated) ? ['simulated data: made, not observed'] : []
}
