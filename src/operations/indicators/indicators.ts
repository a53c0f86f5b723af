import { formatIndicator } from '../../analysis/indicators/ref.ts'
import { iso } from '../../core/time.ts'
import { normalizeSymbol } from '../../market/symbols.ts'
import { parseTimeframe } from '../../market/timeframe.ts'
import { timeframeInput } from '../common/shared.ts'
import { defineOperation, OpenbellError, z } from '../operation.ts'
import { computeColumns } from './columns.ts'
import { knownIndicators, readUses, warnOfFaults } from './known.ts'
import { type IndicatorsAnswer, IndicatorsOutput, type ListedIndicator } from './output.ts'

/** What is shown when nothing is asked for, at the numbers that charts use. */
export const USUAL_SET = ['sma:20', 'ema:20', 'rsi:14', 'macd', 'bollinger', 'atr:14', 'stochastic']

const HELP = `How an indicator is spelled:
  rsi                the usual numbers            rsi:14, rsi_14     its number
  macd:12,26,9       several numbers              sma:20@volume      of another column
  sma:5(rsi:14)      of another indicator         beta:60@SPY        against another symbol
Your own: a file in strategies/indicators/ whose default export is defineIndicator({ ... }).`

/** Indicators of one symbol as columns. Enough bars before the first row are read that its values have settled; those that cannot are named. */
export const indicators = defineOperation({
  name: 'indicators',
  toolset: 'analysis',
  summary: 'Compute indicators of one symbol: the usual set, those you name, your own.',
  effect: 'read',
  input: z.strictObject({
    symbol: z.string().optional().describe('Symbol, e.g. SIMALL').meta({ positional: true }),
    add: z
      .array(z.string())
      .optional()
      .describe('An indicator, e.g. rsi:14 or macd:12,26,9; may be given many times. Without any: the usual set'),
    timeframe: timeframeInput('1d'),
    limit: z.int().min(1).max(100_000).default(100).describe('Newest rows to return'),
    list: z.boolean().default(false).describe('List every indicator, with its numbers and its columns, instead'),
  }),
  output: IndicatorsOutput,
  help: HELP,
  examples: [
    { title: 'The usual set on daily bars', input: { symbol: 'SIMALL' } },
    { title: 'Two of your choice', input: { symbol: 'SIMALL', add: ['rsi:14', 'macd:12,26,9'], limit: 20 } },
    {
      title: 'On five-minute bars, the volume smoothed',
      input: { symbol: 'SIMALL', add: ['vwap', 'sma:20@volume'], timeframe: '5m' },
    },
    { title: 'Every indicator there is', input: { list: true } },
  ],
  async run(context, input) {
    const timeframe = parseTimeframe(input.timeframe)
    const known = await knownIndicators(context)
    if (input.list) {
      warnOfFaults(context, known)
      return { ...EMPTY, timeframe, list: listed(known) }
    }
    const symbol = normalizeSymbol(input.symbol ?? '')
    if (symbol === '') throw new OpenbellError('usage', 'indicators needs a symbol', 'openbell indicators SIMALL')
    const uses = readUses(context, known, input.add?.length ? input.add : USUAL_SET)
    const source = await context.source()
    const asOf = context.asOf(source)
    const request = { symbol, timeframe, asOf, rows: input.limit, uses, set: known.set }
    const { bars, from, columns, unsettled } = await computeColumns(context, source, request)
    const rows = Array.from({ length: bars.length - from }, (_, i) => from + i)
    return {
      symbol,
      timeframe,
      source: source.name,
      feed: bars.feed,
      asOf: iso(asOf),
      adjustment: bars.adjustment ?? 'none',
      staleSince: bars.staleSince == null ? null : iso(bars.staleSince),
      time: rows.map((row) => iso(bars.time[row])),
      close: rows.map((row) => bars.close[row]),
      columns,
      unsettled,
    }
  },
})

const EMPTY = {
  symbol: null,
  source: null,
  feed: null,
  asOf: null,
  adjustment: 'none',
  staleSince: null,
  time: [],
  close: [],
  columns: {},
  unsettled: [],
} satisfies Omit<IndicatorsAnswer, 'timeframe'>

function listed({ set, own }: Awaited<ReturnType<typeof knownIndicators>>): ListedIndicator[] {
  const files = new Map(own.map((one) => [one.spec.name, one.file]))
  return [...set.values()].map((spec) => ({
    name: spec.name,
    example: formatIndicator({ name: spec.name, params: [], input: null, other: spec.comparesTwo ? 'SPY' : null }, set),
    summary: spec.summary,
    group: spec.group,
    params: spec.params.map(({ name, default: standard, min, max }) => ({ name, default: standard, min, max })),
    outputs: [...spec.outputs],
    input: spec.input,
    comparesTwo: spec.comparesTwo ?? false,
    source: files.has(spec.name) ? ('user' as const) : ('built-in' as const),
    file: files.get(spec.name) ?? null,
  }))
}
