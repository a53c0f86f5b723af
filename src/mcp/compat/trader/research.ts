import type { JsonObject, Tool, ToolCall } from '../../tool.ts'
import { alias } from '../common/alias.ts'
import { strategy, symbol, symbolList, symbols, useGpu } from '../common/arguments.ts'
import { ask, records } from '../common/ask.ts'
import { manySymbols } from '../common/many.ts'
import { quickAnalysis } from './quick-analysis.ts'

const CPU = 'cpu'
const NO_GPU =
  'nothing in it would be faster on a graphics processor; networks of neural_forecast train on one where it is installed'

/** What answers `use_gpu`. */
export function backend(wished: boolean | undefined): JsonObject {
  return wished ? { backend: CPU, backend_reason: NO_GPU } : { backend: CPU }
}

export const research: Tool[] = [
  alias({
    name: 'ping',
    description: 'Is the server there.',
    input: {},
    openWorld: false,
    run: async (call) => ({ status: 'ok', server: 'openbell', version: call.server.version }),
  }),
  alias({
    name: 'list_strategies',
    description: 'Strategies that run_backtest, optimize_strategy and simulate_trade take.',
    input: {},
    openWorld: false,
    async run(call) {
      const ours = await ask(call, 'strategies.list')
      const strategies = records(ours.strategies).map((one) => ({ ...one, gpu_accelerated: false }))
      return { ...ours, strategies, count: strategies.length, backend_reason: 'strategies run on the CPU' }
    },
  }),
  alias({
    name: 'get_strategy_info',
    description: 'Parameters, indicators, origin and weakness of a strategy.',
    input: { strategy },
    openWorld: false,
    async run(call, input) {
      const ours = await ask(call, 'strategies.info', { name: input.strategy })
      return { ...ours, strategy: ours.name, gpu_accelerated: false }
    },
  }),
  alias({
    name: 'quick_analysis',
    description:
      'Trend, regime and levels of a symbol on daily bars, and a forecast of the next one that says whether it beats the last value.',
    input: { symbol: symbol.optional(), symbols: symbols.optional(), use_gpu: useGpu },
    run: (call, input) => quick(call, input),
  }),
]

async function quick(call: ToolCall, input: { symbol?: string; symbols?: string | string[]; use_gpu?: boolean }) {
  const of = async (one: string) => ({ ...(await quickAnalysis(call, one)), ...backend(input.use_gpu) })
  if (input.symbols === undefined) return of(symbolList(input.symbol ?? '')[0])
  return manySymbols(call, symbolList(input.symbols), of)
}
