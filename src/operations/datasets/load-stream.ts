import { orNull } from '../../core/errors.ts'
import { HOUR, type Instant, iso, MICROSECOND, MINUTE } from '../../core/time.ts'
import type { Prints } from '../../market/prints.ts'
import type { MarketDataSource } from '../../ports/market-data.ts'
import { forEachSymbol } from '../common/shared.ts'
import { counted } from '../common/words.ts'
import type { Context } from '../context.ts'
import { OpenbellError } from '../operation.ts'
import { windowEnd } from '../window/read-window.ts'
import { type MarketWish, simulatedWarning } from './load-bars.ts'
import { type Loaded, LongTable, numbers, repeated, texts, times } from './loaded.ts'

/** How far back prints are looked for, the second time where the first look finds too few. */
const SPANS = [15 * MINUTE, 2 * HOUR]

/**
 * The newest prints of each symbol: what a running session of the same market holds in its buffers is taken from it, the rest from the
 * source. While nothing trades, those before the last regular close. @throws OpenbellError when no symbol has any
 */
export async function loadStream(context: Context, wish: Omit<MarketWish, 'timeframe'>): Promise<Loaded> {
  const source = await context.source()
  const asOf = context.asOf(source)
  const table = new LongTable()
  const { results, failed } = await forEachSymbol(context, wish.symbols, async (symbol) => {
    const prints = await newestPrints(context, source, symbol, wish.limit, asOf)
    const rows = prints.length
    table.add(rows, {
      time: times(prints.time),
      symbol: repeated(symbol, rows),
      price: numbers(prints.price),
      size: numbers(prints.size),
      exchange: texts(Array.from({ length: rows }, (_, i) => prints.exchange.names[prints.exchange.codes[i]])),
      conditions: texts(Array.from({ length: rows }, (_, i) => prints.conditions.names[prints.conditions.codes[i]])),
    })
    return { symbol, rows, feed: prints.feed, from: prints.time[0], to: prints.time[rows - 1] }
  })
  const feeds = [...new Set(results.map((one) => one.feed))].sort()
  return {
    columns: table.columns(['time', 'symbol', 'price', 'size', 'exchange', 'conditions']),
    symbols: results.map((one) => one.symbol),
    timeframe: null,
    source: source.name,
    feed: feeds.join(','),
    asOf,
    failed,
    warnings: [
      'a copy of this moment: it does not grow while the market goes on',
      ...simulatedWarning(source.name, feeds),
      ...results
        .filter((one) => one.rows < wish.limit)
        .map((one) => `${one.symbol} has ${counted(one.rows, 'print')} from ${iso(one.from)} to ${iso(one.to)}`),
    ],
  }
}

async function newestPrints(
  context: Context,
  source: MarketDataSource,
  symbol: string,
  limit: number,
  asOf: Instant,
): Promise<Prints> {
  const to = windowEnd(symbol, asOf) + MICROSECOND
  let best: Prints | null = null
  for (const span of SPANS) {
    const query = { kind: 'prints' as const, symbol, from: to - span, to, asOf, limit }
    best = (await orNull(['no-data'], source.history(query, context.signal))) ?? best
    if (best !== null && best.length >= limit) return best
  }
  if (best !== null) return best
  const message = `${symbol} has no print in the two hours before ${iso(to - MICROSECOND)}`
  throw new OpenbellError('no-data', message, `openbell datasets load NAME ${symbol} --from bars --timeframe 1m`)
}
