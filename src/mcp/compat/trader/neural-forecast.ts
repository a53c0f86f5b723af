import { asOpenbellError, OpenbellError } from '../../../core/errors.ts'
import { z } from '../../../operations/operation.ts'
import type { JsonObject, ToolAnswer, ToolCall } from '../../tool.ts'
import { jobOf } from '../../tools/long.ts'
import { alias } from '../common/alias.ts'
import { given, symbol, symbolList, symbols, timeframe, useGpu } from '../common/arguments.ts'
import { ask, askLong, record, records } from '../common/ask.ts'
import { timeframeOf } from '../common/periods.ts'

/** So long a call waits for the networks; the rest of the time that clients have is for what can be said without them. */
const NETWORKS_MS = 12_000
const WITHOUT_NETWORKS_MS = 7_000
/** What is said without them is made beside the other calls of this server for so few symbols; more of them would keep all others waiting. */
const FEW_SYMBOLS = 3
/** The same in a process of its own, which takes a moment to end. */
const IN_A_JOB_MS = 5_000

const PRELIMINARY =
  'the networks are still being trained: until then a linear model where it beats the last value on the past, else the last value itself'

export const neuralForecast = alias({
  name: 'neural_forecast',
  description:
    'Prices ahead with calibrated bands, by networks that speak only where they beat the last value; by a linear model while they train: call again for theirs.',
  input: {
    symbol: symbol.optional(),
    symbols: symbols.optional(),
    horizon: z.int().min(1).max(1000).optional().describe('Bars ahead'),
    confidence_level: z.number().gt(0).lt(1).optional().describe('Coverage of the band, as a fraction'),
    model_id: z.string().max(80).optional().describe('A kept model by name'),
    timeframe,
    use_gpu: useGpu,
  },
  run: forecast,
})

interface Input {
  symbol?: string
  symbols?: string | string[]
  horizon?: number
  confidence_level?: number
  model_id?: string
  timeframe?: string
  use_gpu?: boolean
}

async function forecast(call: ToolCall, input: Input): Promise<ToolAnswer> {
  const gpu = input.use_gpu ? await gpuOf(call) : null
  const shape = (ours: JsonObject) => shaped(ours, gpu)
  const { model_id: saved } = input
  const wish = {
    symbols: symbolList(input.symbols ?? input.symbol ?? ''),
    ...(input.timeframe !== undefined && { timeframe: timeframeOf(input.timeframe, '1d') }),
  }
  // A kept model has a horizon and levels of its own, and answers at once.
  if (saved !== undefined) return askLong(call, 'forecast', { ...wish, model: `saved:${saved}` }, shape)
  const level = input.confidence_level === undefined ? undefined : String(Math.round(input.confidence_level * 10_000) / 100)
  const fitted = { ...wish, ...given({ horizon: input.horizon, level }) }
  const networks = { ...fitted, ...(gpu?.ready && { backend: gpu.name }) }
  const meanwhile = () => withoutNetworks(call, fitted, shape)
  return askLong(call, 'forecast', networks, shape, { ms: NETWORKS_MS, meanwhile })
}

function shaped(ours: JsonObject, gpu: Gpu | null): JsonObject {
  const results = records(ours.results)
  const first = results[0] ?? {}
  const total = results.length + records(ours.failed).length
  return {
    symbol: first.symbol ?? null,
    predictions: records(first.points).map(({ step, time, value }) => ({ step, time, value })),
    confidence: first.beatsNaive === true ? record(first.signal).confidence : null,
    beats_naive: first.beatsNaive ?? null,
    backend: record(first.model).backend ?? 'wasm',
    ...(gpu && !gpu.ready && { backend_reason: gpu.reason }),
    summary: { total, successful: results.length, failed: total - results.length, success_rate: results.length / total },
  }
}

/** What is known of the symbols before networks are: judged on the past like them, and said to be that. Nothing where that takes long too. */
async function withoutNetworks(
  call: ToolCall,
  wish: JsonObject & { symbols: string[] },
  shape: (ours: JsonObject) => JsonObject,
): Promise<JsonObject> {
  const few = wish.symbols.length <= FEW_SYMBOLS
  const signal = AbortSignal.any([call.context.signal, AbortSignal.timeout(few ? WITHOUT_NETWORKS_MS : IN_A_JOB_MS)])
  const hurried: ToolCall = { ...call, context: { ...call.context, signal } }
  const by = (model: string) => (few ? ask(hurried, 'forecast', { ...wish, model }) : inJob(hurried, { ...wish, model }))
  try {
    const [linear, naive] = await Promise.all([by('linear'), by('naive')])
    const rows = records(naive.results)
    const results = records(linear.results).map((row) =>
      row.beatsNaive === true ? row : (rows.find((one) => one.symbol === row.symbol) ?? row),
    )
    const ours = { ...linear, results }
    return { ...ours, ...shape(ours), preliminary: PRELIMINARY }
  } catch (thrown) {
    if (asOpenbellError(thrown).kind === 'internal') throw thrown
    return {}
  }
}

async function inJob(call: ToolCall, input: JsonObject): Promise<JsonObject> {
  const outcome = await jobOf(call, { operation: 'forecast', input })
  if ('value' in outcome) return outcome.value
  call.server.jobs.cancel(outcome.job.id).catch(() => {})
  throw new OpenbellError('canceled', 'it took too long')
}

interface Gpu {
  ready: boolean
  name: string
  reason: string
}

/** Looked at in a process of its own: a library of a graphics processor is loaded to know that it runs. */
async function gpuOf(call: ToolCall): Promise<Gpu> {
  const answered = await jobOf(call, { operation: 'forecast.backend.list', input: {} })
  if ('job' in answered) return { ready: false, name: '', reason: 'whether a graphics processor is ready was not known in time' }
  const gpu = records(answered.value.backends).find(({ name }) => String(name).includes('gpu'))
  const reason = gpu ? `${gpu.name}: ${gpu.state}; openbell forecast backend list` : 'no graphics processor is known here'
  return { ready: gpu?.state === 'ready', name: String(gpu?.name ?? ''), reason }
}
