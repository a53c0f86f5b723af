import { TIMEFRAMES } from '../../market/timeframe.ts'
import type { SeriesInfo } from '../../ports/store.ts'
import { defineOperation, OpenbellError, z } from '../operation.ts'
import { exactStamp } from './exporting.ts'

const SeriesOutput = z.strictObject({
  kind: z.enum(['bars', 'prints', 'quotes']).describe('What the rows are'),
  symbol: z.string().describe('Symbol'),
  timeframe: z.enum(TIMEFRAMES).nullable().describe('Bar length; null for prints and quotes'),
  source: z.string().describe('Where the data came from: import, yahoo, alpaca, simulated'),
  feed: z.string().describe('Feed label of the data'),
  bars: z.int().describe('Rows stored: bars, prints or quotes'),
  from: z.string().describe('Time of the first row (ISO 8601 UTC)'),
  to: z.string().describe('Time of the last row (ISO 8601 UTC)'),
})

const ActionsOutput = z.strictObject({
  symbol: z.string().describe('Symbol'),
  source: z.string().describe('Where the actions came from'),
  actions: z.int().describe('Splits and dividends stored'),
})

export const dataList = defineOperation({
  name: 'data.list',
  toolset: 'datasets',
  effect: 'read',
  summary: 'Everything in the store: series of bars, prints and quotes, and the symbols with splits and dividends.',
  input: z.strictObject({
    symbols: z.array(z.string()).optional().describe('Only these symbols').meta({ positional: true }),
  }),
  output: z.strictObject({
    series: z.array(SeriesOutput).describe('One row a series, by symbol, kind, timeframe and source'),
    actions: z.array(ActionsOutput).describe('Symbols with stored splits and dividends'),
  }),
  examples: [
    { title: 'Everything', input: {} },
    { title: 'What is stored of one symbol', input: { symbols: ['SPY'] } },
  ],
  async run(context, input) {
    const { normalizeSymbol } = await import('../../market/symbols.ts')
    const store = await context.store()
    const wanted = input.symbols && new Set(input.symbols.map(normalizeSymbol))
    const of = (symbol: string) => wanted === undefined || wanted.has(symbol)
    const series = store.series().filter((one) => of(one.symbol))
    const actions = store.actions.list().filter((one) => of(one.symbol))
    if (wanted && series.length === 0 && actions.length === 0) {
      throw new OpenbellError('not-found', `nothing of ${[...wanted].join(', ')} is in the store`, 'openbell data list')
    }
    return {
      series: series.sort(inOrder).map(describeSeries),
      actions: actions.map(({ symbol, source, actions: count }) => ({ symbol, source, actions: count })),
    }
  },
})

function inOrder(a: SeriesInfo, b: SeriesInfo): number {
  const place = (one: SeriesInfo) => (one.timeframe === null ? -1 : TIMEFRAMES.indexOf(one.timeframe))
  return compare(a.symbol, b.symbol) || compare(a.kind, b.kind) || place(a) - place(b) || compare(a.source, b.source)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function describeSeries({ kind, symbol, timeframe, source, feed, rows, from, to }: SeriesInfo) {
  return { kind, symbol, timeframe, source, feed, bars: rows, from: exactStamp(from), to: exactStamp(to) }
}
