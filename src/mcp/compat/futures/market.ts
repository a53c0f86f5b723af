import { OpenbellError, z } from '../../../operations/operation.ts'
import type { JsonObject, Tool, ToolCall } from '../../tool.ts'
import { alias } from '../common/alias.ts'
import { endDate, given, interval, limit, period, startDate, symbol, timeframe } from '../common/arguments.ts'
import { ask, record, records } from '../common/ask.ts'
import { indicatorNames } from '../common/indicator-names.ts'
import { onlyRow } from '../common/many.ts'
import { rangeOf, timeframeOf } from '../common/periods.ts'

/** What the servers of these names are about. */
const CONTRACT = 'NQ'
const SIMULATED_FUTURE = 'SIMFUT'
const ELSEWHERE = `its one future is ${SIMULATED_FUTURE}; NQ itself: openbell serve-mcp --source yahoo`

const past = { symbol: symbol.optional(), timeframe, interval, period, start_date: startDate, end_date: endDate }
type Past = { symbol?: string; timeframe?: string; interval?: string; period?: string; start_date?: string; end_date?: string }

const bars = z.int().min(20).max(20_000).optional().describe('Bars looked at; default 250')

export const futuresMarket: Tool[] = [
  alias({
    name: 'get_nq_price',
    description: 'Latest price of the Nasdaq 100 future (NQ), with the session so far.',
    input: { include_session_data: z.boolean().optional().describe('It always is included') },
    run: nqPrice,
  }),
  alias({
    name: 'get_historical_data',
    description: 'Bars of a symbol (default NQ) over a period.',
    input: { ...past, limit: limit(50_000), include_volume: z.boolean().optional().describe('It always is included') },
    async run(call, input) {
      const wish = { ...frameOf(input), ...(await rangeOf(call, input)), ...given({ limit: input.limit }) }
      const ours = await ofContract(call, input.symbol, () => ask(call, 'bars', wish))
      return { ...ours, count: records(ours.bars).length }
    },
  }),
  alias({
    name: 'get_market_hours',
    description: 'Sessions of a date: pre-market, regular, after-hours, and when it opens and closes next.',
    input: {
      market: z.enum(['us', 'cme', 'crypto', 'fx']).optional().describe('Default cme'),
      date: z.string().max(40).optional().describe('YYYY-MM-DD; default today'),
    },
    openWorld: false,
    async run(call, input) {
      const ours = await ask(call, 'hours', { market: input.market ?? 'cme', ...given({ date: input.date }) })
      const now = ours.current === true
      const open = now ? ours.phase === 'regular' : null
      const reason = now ? {} : { reason: 'the date is not today: whether it is open now is not said' }
      return { ...ours, is_open: open, next_open: ours.nextOpen, next_close: ours.nextClose, ...reason }
    },
  }),
  alias({
    name: 'get_contract_info',
    description: 'Tick, multiplier, months and hours of a future (default NQ).',
    input: { symbol: symbol.optional() },
    openWorld: false,
    async run(call, input) {
      const ours = await ask(call, 'contract', { symbol: input.symbol ?? CONTRACT })
      return { ...ours, tick_size: ours.tickSize, tick_value: tickValue(ours), contract_size: ours.multiplier }
    },
  }),
  alias({
    name: 'calculate_technical_indicators',
    description: 'Indicators of a symbol over its newest bars: RSI, MACD, BB, ATR, SMA ... or ours as rsi:14.',
    input: {
      ...past,
      indicators: z
        .union([z.string().max(500), z.array(z.string().max(60)).max(20)])
        .optional()
        .describe('Default RSI, MACD, BB, ATR'),
      limit: limit(5000),
    },
    async run(call, input) {
      const add = indicatorNames(input.indicators ?? ['RSI', 'MACD', 'BB', 'ATR'])
      const wish = { ...frameOf(input), add, ...given({ limit: input.limit }) }
      const ours = await ofContract(call, input.symbol, () => ask(call, 'indicators', wish))
      return { ...ours, indicators: ours.columns, latest: latestOf(record(ours.columns)) }
    },
  }),
  alias({
    name: 'detect_patterns',
    description: 'Chart and candlestick patterns of a symbol, each with the time it was known.',
    input: {
      ...past,
      lookback: bars,
      pattern_types: z.array(z.string().max(40)).max(40).optional().describe('Only these names or kinds'),
    },
    async run(call, input) {
      const ours = await analysed(call, input, input.lookback)
      const wanted = input.pattern_types?.map((one) => one.toLowerCase().replaceAll(/[\s_]+/g, '-'))
      const patterns = records(ours.patterns).filter((one) => !wanted || wanted.some((text) => fits(one, text)))
      return { ...ours, patterns_detected: patterns, pattern_count: patterns.length }
    },
  }),
  alias({
    name: 'analyze_momentum',
    description: 'Momentum over several lengths, trend and strength of a symbol.',
    input: { ...past, lookback: bars },
    async run(call, input) {
      const ours = await analysed(call, input, input.lookback)
      const { trend, strength } = record(ours.quick)
      return { ...ours, trend, trend_strength: strength }
    },
  }),
  alias({
    name: 'find_support_resistance',
    description: 'Support and resistance levels of a symbol, with touches and when each was known.',
    input: { ...past, lookback: bars },
    async run(call, input) {
      const ours = await analysed(call, input, input.lookback)
      const of = (kind: string) => records(ours.levels).filter((one) => one.kind === kind)
      return { ...ours, support_levels: of('support'), resistance_levels: of('resistance'), current_price: ours.price }
    },
  }),
]

/** The simulated market has no NQ: its price is then not known, and what stands beside it is plainly another future. */
async function nqPrice(call: ToolCall): Promise<JsonObject> {
  const quoteOf = async (one: string) => onlyRow(await ask(call, 'quote', { symbols: [one] }))
  try {
    const quote = await quoteOf(CONTRACT)
    return { ...quote, current_price: quote.price, timestamp: quote.time }
  } catch (thrown) {
    if (!isOfSimulated(call, thrown)) throw thrown
    const { asOf, source, feed, ...alternative } = await quoteOf(SIMULATED_FUTURE)
    const reason = `${(thrown as Error).message}; ${ELSEWHERE}`
    return { symbol: CONTRACT, asOf, source, feed, price: null, current_price: null, timestamp: null, reason, alternative }
  }
}

function isOfSimulated({ context }: ToolCall, thrown: unknown): boolean {
  return (thrown as { kind?: string }).kind === 'not-found' && context.settings.source === 'simulated'
}

function frameOf(input: Past): JsonObject {
  return { symbol: input.symbol ?? CONTRACT, timeframe: timeframeOf(input.timeframe ?? input.interval, '1d') }
}

/** Where nobody named a symbol and the source has no NQ, the error says whose future there is: another is never taken in its place. */
async function ofContract(call: ToolCall, named: string | undefined, read: () => Promise<JsonObject>): Promise<JsonObject> {
  try {
    return await read()
  } catch (thrown) {
    if (named !== undefined || !isOfSimulated(call, thrown)) throw thrown
    throw new OpenbellError('not-found', (thrown as Error).message, ELSEWHERE, thrown)
  }
}

/** How far back is counted in bars here: a period is the number of bars that it held. */
async function analysed(call: ToolCall, input: Past, lookback: number | undefined): Promise<JsonObject> {
  const { symbol: one, timeframe: frame } = frameOf(input)
  return ofContract(call, input.symbol, async () => {
    const count = lookback ?? (await barsOf(call, input))
    return onlyRow(await ask(call, 'analyze', { symbols: [one], timeframe: frame, ...given({ bars: count }) }))
  })
}

async function barsOf(call: ToolCall, input: Past): Promise<number | undefined> {
  const range = await rangeOf(call, input)
  if (Object.keys(range).length === 0) return undefined
  const found = records((await ask(call, 'bars', { ...frameOf(input), ...range })).bars).length
  return Math.min(20_000, Math.max(20, found))
}

function tickValue({ tickSize, multiplier }: JsonObject): number | null {
  return typeof tickSize === 'number' && typeof multiplier === 'number' ? tickSize * multiplier : null
}

function fits({ name, kind }: JsonObject, text: string): boolean {
  return (
    kind === text ||
    String(name)
      .toLowerCase()
      .replaceAll(/[\s_]+/g, '-')
      .includes(text)
  )
}

/** The newest value of each column; of several outputs each. */
export function latestOf(columns: JsonObject): JsonObject {
  const last = (values: unknown): unknown => {
    if (Array.isArray(values)) return values.at(-1) ?? null
    return Object.fromEntries(Object.entries(record(values)).map(([name, one]) => [name, last(one)]))
  }
  return Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, last(values)]))
}
