import { iso } from '../../core/time.ts'
import type { Dataset } from '../../ports/datasets.ts'
import type { Context } from '../context.ts'
import { findDataset } from '../datasets/output.ts'
import { defineOperation, OpenbellError, z } from '../operation.ts'
import { codeOf } from './code.ts'
import { followUps } from './follow-ups.ts'
import { hintOf } from './hint.ts'
import { keepExecution } from './history.ts'
import { insightsOf } from './insights.ts'
import { faultOf, type RunAnswer, RunOutput } from './output.ts'

/** Most bytes of result, console and charts together. */
const MOST_BYTES = 65_536
const BY_SYMBOL = 'return [...df.groupBy()].map(([symbol, one]) => ({ symbol, momentum: calculateMomentum(one, 5) }))'
/** Clients give up a call after a minute. */
const PROGRAMS_WAIT_S = 50

const HELP = `The code is the body of a function: what it returns is the result, as JSON. It has
  df          the dataset: df.close and so on (typed arrays), df.length, df.columns, df.symbols, rows, head, tail, where, select, groupBy,
              sortBy, with, describe, sum, mean, std, min, max, quantile, median, diff, returns, rolling
  helpers     calculateMomentum detectBreakout formatPrice assessLiquidity calculateVwap detectSupportResistance calculateRsi
              analyzeVolumeProfile identifyAlgorithmicActivity detectMarketRegime calculateSharpeRatio assessTrendStrength
              calculateTradeMetrics calculatePositionRisk assessDataQuality
  chart       chart({ title, kind: 'line', x: [...], series: [{ name, values: [...] }] })
It can reach nothing else: no file, no network, no clock; random numbers are drawn from --seed.`

/** Code of the user's, in the sandbox, on a dataset. */
export const run = defineOperation({
  name: 'run',
  toolset: 'datasets',
  effect: 'read',
  summary: 'Run JavaScript on a dataset in a sandbox: the body of a function of df; result, charts, insights, next steps.',
  input: z.strictObject({
    file: z.string().optional().describe('File with the code').meta({ positional: true }),
    code: z.string().max(65_536).optional().describe('The code itself: body of a function of df, its return is the result'),
    dataset: z.string().optional().describe('Name of the dataset that df is; without it df is empty'),
    timeout: z.number().min(0.1).max(120).default(30).describe('Seconds it may take'),
  }),
  output: RunOutput,
  help: HELP,
  examples: [
    { title: 'A helper on each symbol', input: { code: BY_SYMBOL, dataset: 'week' } },
    { title: 'One symbol of several', input: { code: 'return detectMarketRegime(df.groupBy().SIMALL)', dataset: 'week' } },
  ],
  deadlineMs: 150_000,
  fault: faultOf,
  async run(context, input): Promise<RunAnswer> {
    const isProgram = context.caller !== 'cli' && context.caller !== 'test'
    if (isProgram && input.timeout > PROGRAMS_WAIT_S) {
      const message = `timeout: ${input.timeout} s is more than the ${PROGRAMS_WAIT_S} s that a call may take here`
      throw new OpenbellError('usage', message, `timeout: ${PROGRAMS_WAIT_S}, or fewer rows`)
    }
    const code = await codeOf(context, input, isProgram)
    const dataset = input.dataset === undefined ? null : knownThen(context, findDataset(await context.datasets(), input.dataset))
    const runner = await context.codeRunner()
    const limits = { timeoutMs: input.timeout * 1000, mostBytes: MOST_BYTES, seed: context.settings.seed }
    const outcome = await runner.run({ code, dataset, ...limits }, context.signal)
    const { console, charts, executionMs } = outcome
    const error = outcome.error && { ...outcome.error, hint: hintOf(outcome.error, code, dataset, input.timeout) }
    const result = (outcome.result ?? null) as RunAnswer['result']
    const answer: RunAnswer = {
      ok: error === null,
      dataset: dataset?.name ?? null,
      source: dataset?.source ?? null,
      feed: dataset?.feed ?? null,
      asOf: dataset && iso(dataset.asOf),
      result,
      console,
      charts,
      insights: error === null ? insightsOf(result, code, dataset) : [],
      followUps: followUps({ result, code, dataset, charts: charts.length, failed: error !== null, typed: !isProgram }),
      executionMs,
      error,
    }
    await keepExecution(context, code, dataset, answer)
    return answer
  },
})

/** Nothing that was not known at `--as-of` reaches the code: a dataset is of one moment, and is not cut. */
function knownThen({ settings }: Context, dataset: Dataset): Dataset {
  if (settings.asOf === null || dataset.asOf <= settings.asOf) return dataset
  const message = `dataset '${dataset.name}' holds what was known at ${iso(dataset.asOf)}, later than ${iso(settings.asOf)}`
  throw new OpenbellError('usage', message, `openbell datasets load ${dataset.name} again with --as-of ${iso(settings.asOf)}`)
}
