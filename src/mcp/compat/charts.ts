import { z } from '../../operations/operation.ts'
import type { JsonObject, Tool, ToolAnswer } from '../tool.ts'
import { alias } from './common/alias.ts'
import { endDate, given, interval, limit, period, startDate, symbol, timeframe } from './common/arguments.ts'
import { ask, record, records } from './common/ask.ts'
import { indicatorNames } from './common/indicator-names.ts'
import { rangeOf, timeframeOf } from './common/periods.ts'
import { latestOf } from './futures/market.ts'

/** What a chart of one picture can show. */
const USUAL_BARS = 120

export const charts: Tool[] = [
  alias({
    name: 'get_stock_chart_data',
    description: 'Bars of a symbol for a chart, and the chart as a picture (PNG) when asked for.',
    input: {
      symbol,
      timeframe,
      interval,
      period,
      start_date: startDate,
      end_date: endDate,
      limit: limit(5000),
      chart: z.boolean().default(false).describe('Also answer a picture'),
    },
    async run(call, input): Promise<ToolAnswer> {
      const range = await rangeOf(call, input)
      const count = input.limit ?? (Object.keys(range).length === 0 ? USUAL_BARS : undefined)
      const frame = timeframeOf(input.timeframe ?? input.interval, '1d')
      const ours = await ask(call, 'bars', { symbol: input.symbol, timeframe: frame, ...range, ...given({ limit: count }) })
      const images = input.chart ? await pictures(ours) : []
      return { structured: { ...ours, interval: frame, count: records(ours.bars).length }, ...(images.length > 0 && { images }) }
    },
  }),
  alias({
    name: 'calculate_technical_indicator',
    description: 'One indicator of a symbol over its newest bars.',
    input: {
      symbol,
      indicator: z.string().min(1).max(60).describe('RSI, SMA, MACD ... or ours as rsi:14'),
      period: z
        .union([z.int().min(1).max(5000), z.string().regex(/^\d{1,4}$/)])
        .optional()
        .describe('Length in bars'),
      timeframe,
      interval,
      limit: limit(5000),
    },
    async run(call, input) {
      const add = indicatorNames([input.indicator], input.period === undefined ? undefined : Number(input.period))
      const frame = timeframeOf(input.timeframe ?? input.interval, '1d')
      const ours = await ask(call, 'indicators', {
        symbol: input.symbol,
        timeframe: frame,
        add,
        ...given({ limit: input.limit }),
      })
      const [[name, values]] = Object.entries(record(ours.columns))
      return { ...ours, indicator: name, values, latest: latestOf({ [name]: values })[name] }
    },
  }),
]

/** What draws is loaded when something is drawn. */
async function pictures(ours: JsonObject): Promise<string[]> {
  const { chartsOf } = await import('../charts/chart.ts')
  return chartsOf('bars', ours)
}
