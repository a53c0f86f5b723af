import { OpenbellError, z } from '../../../operations/operation.ts'
import type { JsonObject, Tool } from '../../tool.ts'
import { alias } from '../common/alias.ts'
import { endDate, given, startDate, strategy, symbol, symbolList, symbols, timeframe, useGpu } from '../common/arguments.ts'
import { askLong, record } from '../common/ask.ts'
import { timeframeOf } from '../common/periods.ts'
import { neuralForecast } from './neural-forecast.ts'
import { backend } from './research.ts'

const one = z.union([z.number(), z.string().max(40), z.boolean()])
const step = z.strictObject({ min: z.number(), max: z.number(), step: z.number().positive().optional() })

/** Names of metrics that others have for ours. */
const OBJECTIVES = new Map(
  Object.entries({
    sharpe_ratio: 'sharpe',
    sortino_ratio: 'sortino',
    calmar_ratio: 'calmar',
    total_return: 'totalReturn',
    max_drawdown: 'maxDrawdown',
    profit_factor: 'profitFactor',
    win_rate: 'winRate',
  }),
)

const past = { symbol: symbol.optional(), symbols: symbols.optional(), start_date: startDate, end_date: endDate, timeframe }
type Past = { symbol?: string; symbols?: string | string[]; start_date?: string; end_date?: string; timeframe?: string }

export const backtests: Tool[] = [
  alias({
    name: 'run_backtest',
    description: 'A strategy over the past, with fees, slippage and how far the result may be trusted.',
    input: {
      strategy,
      ...past,
      benchmark: z.string().max(40).optional().describe('Answered by buying and holding the symbols themselves'),
      include_costs: z.boolean().default(true).describe('False: no fees and no slippage'),
      use_gpu: useGpu,
    },
    run: (call, input) => {
      const free = input.include_costs ? {} : { fee: 'none', slippage: 'none' }
      return askLong(call, 'backtest', { strategy: input.strategy, ...pastOf(input), ...free }, (ours) => ({
        performance: performanceOf(record(ours.metrics)),
        benchmark: benchmarkOf(input.benchmark, record(ours.metrics)),
        ...backend(input.use_gpu),
      }))
    },
  }),
  alias({
    name: 'optimize_strategy',
    description: 'Search the parameters of a strategy walk-forward, with the odds that the best is luck.',
    input: {
      strategy,
      ...past,
      parameter_ranges: z
        .record(z.string().max(60), z.union([z.array(one).min(1).max(200), step, z.string().max(200)]))
        .optional()
        .describe('{ fast: [5, 10, 20] }, { fast: { min: 5, max: 50, step: 5 } } or { fast: "5:50:5" }'),
      max_iterations: z.int().min(2).max(10_000).optional().describe('Trials'),
      optimization_metric: z.string().max(40).optional().describe('sharpe_ratio, total_return, max_drawdown ...'),
      use_gpu: useGpu,
    },
    run: (call, input) => {
      const { parameter_ranges: ranges, optimization_metric: metric, max_iterations: trials } = input
      const range = Object.entries(ranges ?? {}).map(([name, values]) => rangeText(name, values))
      // A grid of more combinations than that is not cut: trials are drawn from it.
      const method = trials === undefined || range.length === 0 ? {} : { method: 'random' }
      const wish = given({ trials, objective: metric && (OBJECTIVES.get(metric) ?? metric) })
      return askLong(call, 'optimize', { strategy: input.strategy, ...pastOf(input), range, ...method, ...wish }, (ours) => {
        const best = record(ours.best)
        return {
          best_parameters: best.params,
          best_score: best.objective,
          optimization_metric: metric ?? ours.objective,
          ...backend(input.use_gpu),
        }
      })
    },
  }),
  neuralForecast,
]

function symbolsOf({ symbol: only, symbols: several }: Past): string[] {
  return symbolList(several ?? only ?? '')
}

/** Which past a strategy is run over, in our words. */
export function pastOf(input: Past): JsonObject {
  const frame = input.timeframe === undefined ? undefined : timeframeOf(input.timeframe, '1d')
  return { symbols: symbolsOf(input), ...given({ from: input.start_date, to: input.end_date, timeframe: frame }) }
}

/** Our metrics by the names that other servers have for them; fractions. */
export function performanceOf(metrics: JsonObject): JsonObject {
  const { totalReturn, sharpe, sortino, maxDrawdown, winRate, profitFactor, roundTrips, finalEquity } = metrics
  return {
    total_return: totalReturn,
    sharpe_ratio: sharpe,
    sortino_ratio: sortino,
    max_drawdown: maxDrawdown,
    win_rate: winRate,
    profit_factor: profitFactor,
    total_trades: roundTrips,
    final_equity: finalEquity,
  }
}

function benchmarkOf(asked: string | undefined, { buyAndHoldReturn }: JsonObject): JsonObject {
  return { asked: asked ?? null, used: 'buying and holding the same symbols', return: buyAndHoldReturn }
}

type RangeValues = z.output<typeof one>[] | z.output<typeof step> | string

function rangeText(name: string, values: RangeValues): string {
  if (!/^\w+$/.test(name))
    throw new OpenbellError('usage', `parameter_ranges: '${name.slice(0, 60)}' is no parameter`, 'get_strategy_info')
  if (typeof values === 'string') return `${name}=${values}`
  if (Array.isArray(values)) return `${name}=${values.join(',')}`
  const width = values.max - values.min
  return `${name}=${values.min}:${values.max}:${values.step ?? (Number.isInteger(width) ? Math.max(1, Math.round(width / 10)) : width / 10)}`
}
