import { driftSlope } from '../../analysis/forecast/baselines.ts'
import { OpenbellError, throwIfAborted } from '../../core/errors.ts'
import type { BackendInfo, CustomNetwork, NetworkSpec, Trainer, Weights } from '../../ports/trainer.ts'
import { type Calibrated, calibrate } from './calibrate.ts'
import { completePast, type JudgeOptions, judge } from './judge.ts'
import { forcedExpert, networkPlan, plainExperts } from './models.ts'
import { walkNetworks } from './networks.ts'
import { planCuts, standsApart, tooShort } from './plan.ts'
import type { FitOptions, FittedForecast, FittedSeries, ForecastSeries } from './types.ts'
import { type SeriesWalk, walkSeries } from './walk.ts'

/** Changes with anything that makes the same data and seed give another forecast. */
const FORMAT = 'openbell-forecast-1'

/** What stands for the backend where no network is trained. */
const NO_BACKEND: BackendInfo = { name: 'none', library: 'openbell', reproducible: true }

export interface FitTools {
  /** Opens the trainer; asked only where a network is to be trained. */
  trainer(): Promise<Trainer>
  hash(...parts: (string | Uint8Array)[]): string
  signal: AbortSignal
  progress(done: number, total: number, note: string): void
  /** Lets others in between two long pieces of work. */
  pause(): Promise<void>
}

/** A fit with the past that it was judged by. */
export interface Fit {
  fitted: FittedForecast
  walks: SeriesWalk[]
  judged: Calibrated[]
}

/** A network in the making, with what its file says of itself. */
interface Trained {
  spec: NetworkSpec
  custom: CustomNetwork | null
  backend: BackendInfo
  weights: Weights[]
  of: number[][]
}

/**
 * Fits a forecast to some series: walks all of them through their past, trains the networks they share, lets the past say who may speak for
 * each, and fits once more to all rows. Nothing said at an origin used a row after it; nothing depends on the order of the series.
 * @throws OpenbellError no-data for a series that is too short, with the number that is needed
 */
export async function fitForecast(series: readonly ForecastSeries[], options: FitOptions, tools: FitTools): Promise<Fit> {
  const order = Array.from(series.keys()).sort((a, b) => (series[a].id < series[b].id ? -1 : 1))
  const asAsked = <T>(values: readonly T[]) => series.map((_, i) => values[order.indexOf(i)])
  const { fitted, walks, judged } = await fitInOrder(
    order.map((i) => series[i]),
    options,
    tools,
  )
  return { fitted: { ...fitted, series: asAsked(fitted.series) }, walks: asAsked(walks), judged: asAsked(judged) }
}

async function fitInOrder(series: readonly ForecastSeries[], options: FitOptions, tools: FitTools): Promise<Fit> {
  const { input, horizon, model } = options
  for (const one of series) refuseShort(one, input, horizon)
  const cuts = planCuts(series, input, horizon)
  const apart = series.map((one) => standsApart(one, cuts, input, horizon))
  refuseApart(series, apart, options)
  const walks: SeriesWalk[] = []
  for (const [i, one] of series.entries()) {
    await tools.pause()
    const own = apart[i] ? planCuts([one], input, horizon) : cuts
    walks.push(walkSeries(one, own, { input, horizon, final: true, experts: plainExperts(model) }))
  }
  refuseNoSeason(walks, options)
  const trained = await train(walks, apart, options, tools)
  const judging: JudgeOptions = { horizon, levels: options.levels, seed: options.seed, forced: forcedExpert(model) }
  const judged = []
  for (const walk of walks) {
    await tools.pause()
    // Where no season was found, there is none to follow: the last value stands.
    const forced = judging.forced === 'seasonal' && walk.period === null ? 'naive' : judging.forced
    judged.push(judge(completePast(walk, horizon), { ...judging, forced }))
  }
  const calibrated = calibrate(judged, walks, judging)
  throwIfAborted(tools.signal)
  return { fitted: fittedOf(walks, calibrated, options, trained, tools), walks, judged: calibrated }
}

async function train(all: SeriesWalk[], apart: boolean[], options: FitOptions, tools: FitTools): Promise<Trained | null> {
  if (networkPlan(options, null, 1) === null) return null
  const trainer = await tools.trainer()
  const custom = options.model === 'custom' ? await trainer.inspect(options.file!) : null
  const plan = networkPlan(options, custom, all[0].stretches.length)!
  const walks = plan.perSeries ? all : all.filter((_, i) => !apart[i])
  const networks = plan.perSeries ? plan.seeds.length * walks.length : plan.seeds.length
  const note = `training ${networks} network${networks === 1 ? '' : 's'}`
  const progress = (done: number, total: number) => tools.progress(done, total, note)
  const { signal } = tools
  const { workers } = options
  const walked = await walkNetworks(walks, plan, { trainer, signal, progress, ...(workers !== undefined && { workers }) })
  const of = all.map((walk) => walked.of[walks.indexOf(walk)] ?? [])
  return { spec: plan.spec, custom, backend: trainer.backend, weights: walked.weights, of }
}

function fittedOf(
  walks: readonly SeriesWalk[],
  judged: readonly Calibrated[],
  options: FitOptions,
  trained: Trained | null,
  { hash }: FitTools,
): FittedForecast {
  const { model, input, horizon, levels, seed, steps, members } = options
  const lines = walks.map(({ linear }) => linear.at(-1) ?? null)
  const linear = new Float32Array(lines.reduce((sum, line) => sum + (line?.length ?? 0), 0))
  let offset = 0
  const series = walks.map((walk, i): FittedSeries => {
    const line = lines[i]
    const place = line && { offset, length: line.length }
    if (line) {
      linear.set(line, offset)
      offset += line.length
    }
    return fittedSeries(walk, judged[i], { linear: place, networks: trained?.of[i] ?? [], hash })
  })
  const spec = trained?.spec ?? null
  const fileHash = trained?.custom?.hash ?? null
  const asked = JSON.stringify({ model, input, horizon, levels, seed, steps, members, settings: spec?.settings ?? null })
  const backend = trained?.backend ?? NO_BACKEND
  return {
    model,
    name: trained?.custom?.name ?? model,
    id: hash(FORMAT, asked, fileHash ?? '', backend.library, ...series.map(({ id, dataHash }) => `${id}=${dataHash};`)),
    input,
    horizon,
    levels,
    seed,
    spec,
    fileHash,
    backend,
    series,
    networks: trained?.weights ?? [],
    linear,
  }
}

function fittedSeries(
  { series, transform, period, z }: SeriesWalk,
  { shown, preferred, beatsNaive, evaluation, experts, bands, tail }: Calibrated,
  { linear, networks, hash }: Pick<FittedSeries, 'linear' | 'networks'> & Pick<FitTools, 'hash'>,
): FittedSeries {
  const rows = series.values.length
  return {
    id: series.id,
    transform,
    period,
    shown,
    beatsNaive,
    preferred,
    evaluation,
    experts,
    bands,
    tail,
    drift: driftSlope(z, rows - 1),
    rows,
    trainedTo: series.times ? series.times[rows - 1] : null,
    dataHash: hash(...(series.times ? [bytesOf(series.times)] : []), bytesOf(series.values)),
    linear,
    networks,
  }
}

/** The numbers of a column as bytes; copied, since a column may lie in a larger one. */
function bytesOf(values: Float64Array<ArrayBufferLike>): Uint8Array {
  return new Uint8Array(Float64Array.from(values).buffer)
}

function refuseShort(series: ForecastSeries, input: number, horizon: number): void {
  const short = tooShort(series, input, horizon)
  if (short !== null) throw new OpenbellError('no-data', short, 'a smaller --input or --horizon, or more history')
}

/** A named network is shared, and cannot have known the past of a series that lies elsewhere in time. */
function refuseApart(series: readonly ForecastSeries[], apart: readonly boolean[], { model }: FitOptions): void {
  const one = forcedExpert(model) === 'network' ? series.find((_, i) => apart[i]) : undefined
  if (one) throw apartError(one.id, model)
}

/** The refusal of a series that a shared network cannot be tried on. */
export function apartError(id: string, model: string): OpenbellError {
  const message = `${id}: its history lies apart in time from the others', so that a network shared with them cannot be tried on it`
  return new OpenbellError('no-data', message, `openbell forecast ${id} --model ${model}`)
}

function refuseNoSeason(walks: readonly SeriesWalk[], { model }: FitOptions): void {
  if (model !== 'seasonal' || walks.some(({ period }) => period !== null)) return
  const names = walks.map(({ series }) => series.id).join(', ')
  throw new OpenbellError('no-data', `no season was found in ${names}`, '--model auto')
}
