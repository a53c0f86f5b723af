import type { Snapshot } from '../../ports/market-data.ts'
import { forEachSymbol } from '../common/shared.ts'
import type { Context } from '../context.ts'
import { type MarketWish, simulatedWarning } from './load-bars.ts'
import { type Loaded, LongTable, numbers, texts, times } from './loaded.ts'

const FIELDS = [
  'price',
  'bid',
  'ask',
  'bidSize',
  'askSize',
  'sessionOpen',
  'sessionHigh',
  'sessionLow',
  'volume',
  'previousClose',
] as const

/** The latest known price of each symbol with its session so far: a row a symbol. @throws OpenbellError when no symbol has any */
export async function loadSnapshots(context: Context, wish: Pick<MarketWish, 'symbols'>): Promise<Loaded> {
  const source = await context.source()
  const asOf = context.asOf(source)
  const { results, failed } = await forEachSymbol(context, wish.symbols, (symbol) =>
    source.snapshot(symbol, asOf, context.signal),
  )
  const table = new LongTable()
  table.add(results.length, {
    symbol: texts(results.map((one) => one.symbol)),
    time: times(results.map((one) => one.time)),
    ...Object.fromEntries(FIELDS.map((field) => [field, numbers(results.map((one) => one[field] ?? Number.NaN))])),
    change: numbers(results.map(changeOf)),
    spread: numbers(results.map(spreadOf)),
    ageMs: numbers(results.map((one) => Math.max(0, asOf - one.time))),
  })
  const feeds = [...new Set(results.map((one) => one.feed))].sort()
  const stale = results.filter((one) => one.staleSince != null)
  return {
    columns: table.columns(['symbol', 'time', ...FIELDS, 'change', 'spread', 'ageMs']),
    symbols: results.map((one) => one.symbol),
    timeframe: null,
    source: source.name,
    feed: feeds.join(','),
    asOf,
    failed,
    warnings: [
      ...simulatedWarning(source.name, feeds),
      ...stale.map((one) => `${one.symbol}: the vendor failed, an older answer stands in`),
    ],
  }
}

/** Price against the last regular close before the session, as a fraction. */
function changeOf({ price, previousClose }: Snapshot): number {
  return previousClose ? price / previousClose - 1 : Number.NaN
}

/** (ask - bid) over their middle, as a fraction. */
function spreadOf({ bid, ask }: Snapshot): number {
  return bid && ask ? (ask - bid) / ((ask + bid) / 2) : Number.NaN
}
