import { OpenbellError, z } from '../../../operations/operation.ts'
import type { JsonObject, Tool, ToolCall } from '../../tool.ts'
import { alias } from '../common/alias.ts'
import { endDate, given, startDate, symbol, symbols, timeframe } from '../common/arguments.ts'
import { ask, askLong, record, records } from '../common/ask.ts'
import { type OrderArguments, orderArguments, previewOrPlace } from '../common/order.ts'
import { accountHistory } from '../trader/account-history.ts'
import { pastOf, performanceOf } from '../trader/backtests.ts'
import { managed } from './closing.ts'

const price = (text: string) => z.number().positive().optional().describe(text)

export const futuresAccount: Tool[] = [
  alias({
    name: 'place_order',
    description: 'First call: a preview and its preview_id, nothing is sent. Second call with preview_id: places it.',
    input: {
      ...orderArguments,
      action: z.enum(['buy', 'sell']).optional().describe('The same as side'),
      price: price('The same as limit_price'),
    },
    effect: 'trade',
    destructive: true,
    run(call, { action, price: at, ...input }) {
      const side = input.side ?? action
      const limit = input.limit_price ?? at
      return previewOrPlace(call, { ...input, ...given({ side, limit_price: limit }) } as OrderArguments)
    },
  }),
  alias({
    name: 'manage_position',
    description: 'Look at a position, or close all or a part of it: first a preview and its preview_id, then with it the order.',
    input: {
      symbol: symbol.optional(),
      action: z.enum(['status', 'close', 'reduce']).optional().describe('What'),
      quantity: z.number().positive().optional().describe('Shares to close; default all'),
      limit_price: price('Limit; without it a market order'),
      preview_id: orderArguments.preview_id,
    },
    effect: 'trade',
    destructive: true,
    run: managed,
  }),
  alias({
    name: 'assess_portfolio_risk',
    description: 'Exposure, concentration, correlation, value at risk and the room of every limit.',
    input: {},
    async run(call) {
      const ours = await ask(call, 'risk')
      const { historical } = record(ours.var)
      return { ...ours, portfolio_value: ours.equity, var_95: historical, cvar_95: record(ours.cvar).historical }
    },
  }),
  alias({
    name: 'check_risk_limits',
    description: 'The room of every limit; with an order, whether it would pass, rule by rule. Sends nothing.',
    input: {
      symbol: symbol.optional(),
      side: z.enum(['buy', 'sell']).optional().describe('Of the order; default buy'),
      quantity: z.number().positive().optional().describe('Shares of the order'),
      price: price('Limit price of the order'),
      stop_loss: price('Its protecting stop'),
    },
    run: checked,
  }),
  alias({
    name: 'calculate_var',
    description:
      'Value at risk of what is held for one day at 95%: historical, parametric and Monte Carlo, as fractions of equity.',
    input: {
      confidence_level: z.number().gt(0.5).lt(1).optional().describe('0.95 is what is computed'),
      method: z.enum(['historical', 'parametric', 'monte_carlo']).optional().describe('Default historical'),
    },
    run: (call, input) => valueAtRisk(call, input.confidence_level ?? 0.95, input.method ?? 'historical'),
  }),
  alias({
    name: 'generate_performance_report',
    description: 'The account day by day: return, Sharpe ratio, round trips, and the latest day in full. Writes no file.',
    input: { date: z.string().max(40).optional().describe('Day told in full (YYYY-MM-DD); default the latest') },
    async run(call, input) {
      const ours = await ask(call, 'wrap', given({ date: input.date }))
      return { ...ours, performance: await accountHistory(call) }
    },
  }),
  alias({
    name: 'compare_strategies',
    description: 'Several strategies over the same past, ranked.',
    input: {
      strategies: z
        .union([z.string().max(500), z.array(z.string().min(1).max(80)).min(1).max(20)])
        .describe('Names: a list, or commas'),
      symbol: symbol.optional(),
      symbols: symbols.optional(),
      start_date: startDate,
      end_date: endDate,
      timeframe,
    },
    run: (call, input) => {
      const names = (typeof input.strategies === 'string' ? input.strategies.split(',') : input.strategies).map((one) =>
        one.trim(),
      )
      const { symbols: over, ...past } = pastOf(input)
      return askLong(call, 'compare', { names: [...names, ...(over as string[])], ...past }, (ours) => ({
        comparison: Object.fromEntries(records(ours.rows).map((row) => [row.strategy, performanceOf(record(row.metrics))])),
        best_strategy: records(ours.rows)[0]?.strategy ?? null,
      }))
    },
  }),
  alias({
    name: 'generate_mock_data',
    description: 'Make and store bars of an invented symbol, labelled simulated wherever they are shown.',
    input: {
      symbol: symbol.optional(),
      periods: z.int().min(1).max(20_000).optional().describe('Bars; default 500'),
      days: z.int().min(1).max(5000).optional().describe('The same, of daily bars'),
      start_price: price('Default 100'),
      volatility: z.number().gt(0).max(5).optional().describe('A year, as a fraction; default 0.2'),
      timeframe,
      seed: z.int().min(0).max(2_147_483_647).optional().describe('Same seed, same bars'),
    },
    effect: 'write',
    openWorld: false,
    async run(call, input) {
      const { periods, days, start_price: startPrice, volatility, timeframe: frame, seed } = input
      const wish = given({ periods: periods ?? days, startPrice, volatility, timeframe: frame, seed })
      const ours = await ask(call, 'data.generate', { symbol: input.symbol ?? 'MOCK', ...wish })
      return { ...ours, simulated: true, count: ours.bars }
    },
  }),
]

async function checked(
  call: ToolCall,
  input: { symbol?: string; side?: 'buy' | 'sell'; quantity?: number; price?: number; stop_loss?: number },
): Promise<JsonObject> {
  const { symbol: of, side = 'buy', quantity, price: limit, stop_loss: stop } = input
  if (of === undefined && quantity === undefined) {
    const ours = await ask(call, 'risk')
    const broken = records(ours.limits).filter(({ room }) => typeof room === 'number' && room < 0)
    return { ...ours, within_limits: broken.length === 0, violations: broken }
  }
  if (of === undefined || quantity === undefined)
    throw new OpenbellError('usage', 'an order needs symbol and quantity', 'or neither, for the limits alone')
  const ours = await ask(call, 'risk.check', { symbol: of, side, quantity, ...given({ limit, stop }) })
  const { outcome, rules } = record(ours.verdict)
  return { ...ours, approved: outcome === 'allow', violations: records(rules).filter((rule) => rule.outcome !== 'allow') }
}

const METHODS: Record<string, string> = { historical: 'historical', parametric: 'parametric', monte_carlo: 'monteCarlo' }

async function valueAtRisk(call: ToolCall, level: number, method: string): Promise<JsonObject> {
  const ours = await ask(call, 'risk')
  const computed = record(ours.var).level
  if (level !== computed) {
    const reason = `computed at ${computed} only`
    return { ...ours, confidence_level: level, var_value: null, cvar_value: null, reason }
  }
  const [varValue, cvarValue] = [record(ours.var)[METHODS[method]], record(ours.cvar)[METHODS[method]]]
  const reason =
    varValue == null
      ? { reason: String((ours.warnings as string[] | undefined)?.[0] ?? 'not enough history of what is held') }
      : {}
  return { ...ours, confidence_level: level, method, var_value: varValue ?? null, cvar_value: cvarValue ?? null, ...reason }
}
