import { OpenbellError, z } from '../../../operations/operation.ts'
import { analyticsContext } from '../../resources/analytics-context.ts'
import type { Tool, ToolAnswer, ToolCall } from '../../tool.ts'
import { alias } from '../common/alias.ts'
import { given, symbolList, symbols, timeframe } from '../common/arguments.ts'
import { ask, askWithFault } from '../common/ask.ts'
import { timeframeOf } from '../common/periods.ts'
import { ANALYSES, type Analysis, codeOf } from './analyses.ts'

const name = z.string().min(1).max(64).describe('Dataset by name')
const code = z.string().min(1).max(100_000)

/** Kinds of data by the names that other servers have for them. */
const KINDS = new Map(Object.entries({ bars_intraday: 'bars', streaming: 'stream', snapshot: 'snapshots' }))
const SOURCES = ['bars', 'snapshots', 'stream', 'csv', 'bars_intraday', 'streaming', 'snapshot'] as const

export const analytics: Tool[] = [
  alias({
    name: 'load_market_dataset',
    description: 'Keep market data under a name for analytics code, with schema and quality.',
    input: {
      source: z.enum(SOURCES).optional().describe('Kind of data'),
      data_source: z.enum(SOURCES).optional().describe('The same'),
      name: name.optional(),
      dataset_name: name.optional(),
      symbols: symbols.optional(),
      timeframe,
      limit: z.int().min(1).max(100_000).optional().describe('Rows a symbol'),
    },
    async run(call, input) {
      const kind = needed('source', input.source ?? input.data_source)
      const wish = given({ limit: input.limit, symbols: input.symbols === undefined ? undefined : symbolList(input.symbols) })
      const frame = { timeframe: timeframeOf(input.timeframe, '1m') }
      const called = needed('name', input.name ?? input.dataset_name)
      const ours = await ask(call, 'datasets.load', { name: called, from: KINDS.get(kind) ?? kind, ...frame, ...wish })
      return { ...ours, dataset_name: called, status: 'loaded' }
    },
  }),
  alias({
    name: 'execute_custom_analytics_code',
    description: 'Run JavaScript over a loaded dataset (`df`) in a sandbox: no files, no network, no clock.',
    input: {
      dataset_name: name.optional(),
      dataset: name.optional(),
      code: code.optional().describe('JavaScript; what it returns is the result'),
      python_code: code.optional().describe('The same under its old name: JavaScript here too'),
      execution_mode: z.string().max(20).optional().describe('Every mode is sandboxed'),
      timeout: z.number().min(1).max(120).optional().describe('Seconds'),
    },
    run: (call, input) => {
      const dataset = needed('dataset_name', input.dataset_name ?? input.dataset)
      return executed(call, dataset, needed('code', input.code ?? input.python_code), input.timeout)
    },
  }),
  alias({
    name: 'execute_advanced_analytics',
    description: 'One of the ready analyses over a loaded dataset, or code of your own.',
    input: {
      dataset_name: name,
      analysis_type: z.enum(ANALYSES).optional().describe('Which analysis; default regime'),
      code: code.optional().describe('JavaScript in its place'),
      timeout: z.number().min(1).max(120).optional().describe('Seconds'),
    },
    async run(call, input) {
      if (input.code !== undefined) return executed(call, input.dataset_name, input.code, input.timeout)
      const type: Analysis = input.analysis_type ?? 'regime'
      const answer = await executed(call, input.dataset_name, codeOf(type), input.timeout)
      return { ...answer, structured: { ...answer.structured, analysis_type: type } }
    },
  }),
  alias({
    name: 'get_analytics_performance',
    description: 'How the code that was run has fared: count, success, time, by dataset and error.',
    input: {},
    openWorld: false,
    async run(call) {
      const ours = await ask(call, 'analytics.performance')
      return { ...ours, success_rate: ours.successRate, total_executions: ours.executions }
    },
  }),
  alias({
    name: 'resource_trading_status',
    description: 'Session, account, positions, health, risk and the day so far: trading://status.',
    input: {},
    run: (call) => ask(call, 'status'),
  }),
  alias({
    name: 'resource_market_conditions',
    description: 'Regime, volatility, liquidity, momentum and algorithmic activity: market://conditions.',
    input: { symbols: symbols.optional() },
    run: (call, input) => ask(call, 'conditions', input.symbols === undefined ? {} : { symbols: symbolList(input.symbols) }),
  }),
  alias({
    name: 'resource_analytics_context',
    description: 'Datasets, their quality, what was run and what to do next: analytics://context.',
    input: {},
    openWorld: false,
    run: (call) => analyticsContext.read(call, {}),
  }),
]

function needed<T>(field: string, value: T | undefined): T {
  if (value === undefined) throw new OpenbellError('usage', `${field} is not given`, `${field}: ...`)
  return value
}

async function executed(call: ToolCall, dataset: string, text: string, timeout: number | undefined): Promise<ToolAnswer> {
  const answer = await askWithFault(call, 'run', { dataset, code: text, ...given({ timeout }) })
  const ours = answer.structured
  const legacy = {
    status: ours.ok === true ? 'success' : 'error',
    language: 'javascript',
    output: ours.console,
    execution_time_ms: ours.executionMs,
  }
  return { ...answer, structured: { ...ours, ...legacy } }
}
