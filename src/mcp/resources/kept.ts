import { iso } from '../../core/time.ts'
import type { Resource } from '../resource.ts'
import type { JsonObject, ToolCall } from '../tool.ts'
import { refusePaths } from '../tools/names.ts'
import { answerOf } from '../tools/run.ts'
import { startingWith } from './symbols.ts'

const MOST_RUNS = 50

const asOf = ({ context }: ToolCall) => iso(context.clock.now())

export const strategyList: Resource = {
  uri: 'strategies://list',
  name: 'strategies',
  title: 'Strategies',
  description: 'Names and summaries of the strategies that can be run, each with the address that tells all of it.',
  async read(call) {
    const { strategies, failed } = await answerOf(call, 'strategies.list', {})
    return { asOf: asOf(call), strategies: (strategies as JsonObject[]).map(brief), failed }
  },
}

function brief({ name, description, source }: JsonObject): JsonObject {
  return { uri: `strategy://${encodeURIComponent(String(name))}`, name, description, source }
}

export const strategy: Resource = {
  uri: 'strategy://{name}',
  name: 'strategy',
  title: 'One strategy',
  description: 'What a strategy does, its parameters and indicators, where the idea comes from and when it is known to lose.',
  async read(call, { name }) {
    refusePaths('strategy', { name })
    return { asOf: asOf(call), ...(await answerOf(call, 'strategies.info', { name })) }
  },
  async complete(call, _, typed) {
    const { strategies } = await answerOf(call, 'strategies.list', {})
    return startingWith(
      (strategies as JsonObject[]).map(({ name }) => String(name)),
      typed,
    )
  },
}

export const runList: Resource = {
  uri: 'runs://list',
  name: 'runs',
  title: 'Kept runs',
  description: 'The newest fifty backtests, comparisons and optimisations, each with the address that tells all of it.',
  async read(call) {
    const { runs } = await answerOf(call, 'runs.list', { limit: MOST_RUNS })
    return { asOf: asOf(call), runs: (runs as JsonObject[]).map((one) => ({ uri: `run://${one.run}`, ...one })) }
  },
}

export const run: Resource = {
  uri: 'run://{id}',
  name: 'run',
  title: 'One kept run',
  description:
    'A backtest, comparison or optimisation as it was asked and answered. The id may be last, last-1, or the beginning of an id.',
  async read(call, { id }) {
    return { asOf: asOf(call), ...(await answerOf(call, 'runs.show', { run: id })) }
  },
  async complete(call, _, typed) {
    const { runs } = await answerOf(call, 'runs.list', { limit: MOST_RUNS })
    return startingWith(['last', ...(runs as JsonObject[]).map((one) => String(one.run))], typed)
  },
}
