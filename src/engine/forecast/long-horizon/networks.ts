import type { JobResult, NetworkSpec, SeriesSet, Trainer, TrainingJob, WindowRange } from '../../../ports/trainer.ts'
import { back, type LogSeries } from './logs.ts'
import type { Past } from './past.ts'
import type { ScaledSeries } from './types.ts'

/** Networks that are trained: one for each loss, because the mean of a forecast of the mean and one of the median does well in both errors. */
const LOSSES = ['mae', 'mse'] as const

const STEPS = 400
/** Part of the steps for each later stage, when more rows are known. */
const AGAIN = 0.25
/** Part of the rows before the past that stops the learning. */
const HELD_OUT = 0.15
const BATCH = 256
const LEARNING_RATE = 1e-3

export interface NetworkWish {
  spec: NetworkSpec
  seed: number
  steps: number | null
  batch: number | null
  learningRate: number | null
  /** A network of its own for each series. */
  perSeries: boolean
  stride: number
}

export interface NetworkTools {
  trainer: Trainer
  signal: AbortSignal
  progress(done: number, total: number): void
  workers?: number
}

/** Trained networks of one loss, and what they said of the past: by series. */
export interface TrainedNetworks {
  name: string
  told: Float32Array[]
  /** What they say at some origins, `stride` rows apart, of each series. */
  tell(origins: Int32Array): Promise<Float32Array[]>
}

/**
 * Trains networks: first on the rows before the past (its last part stops the learning), from which they tell the past; then on all rows before
 * the test part.
 */
export async function trainNetworks(
  data: ScaledSeries,
  logs: readonly (LogSeries | null)[],
  past: Past,
  wish: NetworkWish,
  tools: NetworkTools,
): Promise<TrainedNetworks[]> {
  const { horizon } = past
  const columns = data.columns.map((column, series) => logs[series]?.column ?? column)
  const set: SeriesSet = { columns, scales: columns.map(() => null), anchor: 'last' }
  const values = (moves: readonly Float32Array[], origins: Int32Array) =>
    moves.map((own, series) => fromLast(own, columns[series], logs[series], origins, horizon))
  const every = data.columns.map((_, series) => series)
  const groups = wish.perSeries ? every.map((series) => [series]) : [every]
  const jobs = LOSSES.flatMap((loss) => groups.map((group) => jobOf(group, past, wish, loss)))
  const total = jobs.reduce((sum, { stages }) => sum + stages.reduce((steps, stage) => steps + stage.steps, 0), 0)
  const run = (asked: TrainingJob[], progress: (steps: number) => void) =>
    tools.trainer.run(set, asked, {
      signal: tools.signal,
      progress,
      ...(tools.workers !== undefined && { workers: tools.workers }),
    })
  const results = await run(jobs, (steps) => tools.progress(steps, total))
  return LOSSES.map((loss, l) => {
    const own = results.slice(l * groups.length, (l + 1) * groups.length)
    const asked = jobs.slice(l * groups.length, (l + 1) * groups.length)
    return {
      name: `${wish.spec.kind}-${loss}`,
      told: values(
        bySeries(own, groups, (result) => result.stages[1].predictions),
        past.origins,
      ),
      async tell(origins) {
        const again = asked.map((job, g) => tellJob(job, own[g], groups[g], origins, wish.stride))
        const results = await run(again, () => {})
        return values(
          bySeries(results, groups, (result) => result.stages[0].predictions),
          origins,
        )
      },
    }
  })
}

function jobOf(group: readonly number[], past: Past, wish: NetworkWish, loss: (typeof LOSSES)[number]): TrainingJob {
  const { spec, seed } = wish
  const steps = wish.steps ?? STEPS
  const again = Math.max(1, Math.round(steps * AGAIN))
  const windows = (from: number, known: number, step = 1) => rangesOf(group, from, known - spec.horizon, step)
  const held = heldOut(past, spec)
  const origins = past.origins
  const step = origins.length > 1 ? origins[1] - origins[0] : 1
  return {
    spec,
    seed,
    learning: { loss, batch: wish.batch ?? BATCH, learningRate: wish.learningRate ?? LEARNING_RATE },
    start: null,
    stages: [
      { train: windows(spec.input - 1, held), validate: windows(held - 1, past.begin), steps, predict: [] },
      {
        train: windows(spec.input - 1, past.begin),
        validate: [],
        steps: again,
        predict: rangesOf(group, origins[0], origins[origins.length - 1] + 1, step),
      },
      { train: windows(spec.input - 1, past.end), validate: [], steps: again, predict: [] },
    ],
  }
}

/** First row that is kept back to stop the learning; the begin of the past itself where there are too few rows to keep any. */
function heldOut({ begin }: Past, { input, horizon }: NetworkSpec): number {
  const held = begin - Math.max(horizon, Math.floor(begin * HELD_OUT))
  return held - input - horizon >= horizon ? held : begin
}

function rangesOf(group: readonly number[], from: number, to: number, step: number): WindowRange[] {
  return to > from ? group.map((series) => ({ series, from, to, step })) : []
}

function tellJob(
  job: TrainingJob,
  result: JobResult,
  group: readonly number[],
  origins: Int32Array,
  stride: number,
): TrainingJob {
  const predict = rangesOf(group, origins[0], origins[origins.length - 1] + 1, stride)
  return { ...job, start: result.weights, stages: [{ train: [], validate: [], steps: 0, predict }] }
}

/** Moves from the value at each origin as values in scaled units. */
function fromLast(
  moves: Float32Array,
  column: ArrayLike<number>,
  log: LogSeries | null,
  origins: Int32Array,
  horizon: number,
): Float32Array {
  return moves.map((move, i) => {
    const value = column[origins[Math.floor(i / horizon)]] + move
    return log === null ? value : back(log, value)
  })
}

function bySeries(
  results: readonly JobResult[],
  groups: readonly number[][],
  of: (result: JobResult) => Float32Array,
): Float32Array[] {
  const told: Float32Array[] = []
  for (const [g, group] of groups.entries()) {
    const all = of(results[g])
    const each = all.length / group.length
    for (const [i, series] of group.entries()) told[series] = all.subarray(i * each, (i + 1) * each)
  }
  return told
}
