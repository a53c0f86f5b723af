import type { JobResult, Learning, NetworkSpec, Trainer, TrainingJob, Weights, WindowRange } from '../../ports/trainer.ts'
import { originsOf } from './plan.ts'
import type { SeriesWalk } from './walk.ts'

/** Share of the windows known that are held back to tell when to stop. */
const VALIDATED = 0.15

/** Steps of a network's first stretch, and of each later one: what was learnt stays. */
export interface NetworkPlan {
  spec: NetworkSpec
  learning: Learning
  firstSteps: number
  nextSteps: number
  /** Networks in the ensemble, by seed. */
  seeds: readonly number[]
  /** True: an ensemble of its own for each series. */
  perSeries: boolean
}

export interface NetworkTools {
  trainer: Trainer
  signal: AbortSignal
  /** Steps taken of all. */
  progress(done: number, total: number): void
  workers?: number
}

/** Numbers of the networks of each series in `weights`. */
export interface WalkedNetworks {
  weights: Weights[]
  of: number[][]
}

/** What the numbers of a window are divided by at each row: so that those of the last step are about one. */
export function networkScale(scale: Float64Array<ArrayBufferLike>, horizon: number): Float64Array<ArrayBufferLike> {
  const wide = new Float64Array(new SharedArrayBuffer(scale.length * 8))
  const factor = Math.sqrt(horizon)
  for (let i = 0; i < scale.length; i++) wide[i] = scale[i] * factor
  return wide
}

/** Trains the ensemble through all stretches and puts the mean of what its networks said beside the other experts, as `network`. */
export async function walkNetworks(
  walks: readonly SeriesWalk[],
  plan: NetworkPlan,
  tools: NetworkTools,
): Promise<WalkedNetworks> {
  const { horizon } = plan.spec
  const scales = walks.map(({ scale }) => networkScale(scale, horizon))
  const groups = plan.perSeries ? walks.map((_, i) => [i]) : [walks.map((_, i) => i)]
  const jobs = groups.flatMap((group) => plan.seeds.map((seed) => jobOf(walks, group, plan, seed)))
  const total = jobs.reduce((sum, job) => sum + job.stages.reduce((steps, stage) => steps + stage.steps, 0), 0)
  const results = await tools.trainer.run({ columns: walks.map(({ z }) => z), scales, anchor: 'last' }, jobs, {
    signal: tools.signal,
    progress: (steps) => tools.progress(steps, total),
    ...(tools.workers !== undefined && { workers: tools.workers }),
  })
  for (const walk of walks) walk.told.network = new Float64Array(walk.origins.length * horizon)
  const members = plan.seeds.length
  for (const [g, group] of groups.entries()) {
    const own = results.slice(g * members, (g + 1) * members)
    addMeans(walks, group, own, scales, horizon)
  }
  const of = walks.map((_, i) => plan.seeds.map((_, m) => (plan.perSeries ? i * members : 0) + m))
  return { weights: results.map(({ weights }) => weights), of }
}

/** One network through all stretches of a group of series. */
function jobOf(walks: readonly SeriesWalk[], group: readonly number[], plan: NetworkPlan, seed: number): TrainingJob {
  const { spec, learning, firstSteps, nextSteps } = plan
  const { input, horizon } = spec
  const count = walks[group[0]].stretches.length
  let begun = false
  const stages = Array.from({ length: count }, (_, k) => {
    const windows = group.map((series) => windowsOf(series, walks[series].stretches[k].known, input, horizon))
    const train = windows.flatMap((one) => one.train)
    const validate = windows.flatMap((one) => one.validate)
    const steps = train.length === 0 ? 0 : begun ? nextSteps : firstSteps
    begun ||= train.length > 0
    const predict = group.flatMap((series): WindowRange[] => {
      const { from, to, step } = walks[series].stretches[k]
      return to > from ? [{ series, from, to, step }] : []
    })
    return { train, validate, steps, predict }
  })
  return { spec, seed, learning, start: null, stages }
}

/**
 * Windows whose whole future was known: the last of them tell when to stop (where nothing can be learnt, an untrained network says the last value),
 * and those between, whose futures overlap, are left out.
 */
function windowsOf(
  series: number,
  known: number,
  input: number,
  horizon: number,
): { train: WindowRange[]; validate: WindowRange[] } {
  const from = input - 1
  const to = known - horizon
  const count = Math.max(0, to - from)
  const held = Math.floor(count * VALIDATED)
  const between = Math.min(horizon, held)
  const range = (start: number, end: number) => (end > start ? [{ series, from: start, to: end, step: 1 }] : [])
  return { train: range(from, to - held - between), validate: range(to - held, to) }
}

/** Predictions come stage by stage and series by series: each goes to its place, in transformed units again. */
function addMeans(
  walks: readonly SeriesWalk[],
  group: readonly number[],
  results: readonly JobResult[],
  scales: readonly Float64Array<ArrayBufferLike>[],
  horizon: number,
): void {
  const placed = new Map(group.map((series) => [series, 0]))
  for (let k = 0; k < walks[group[0]].stretches.length; k++) {
    let row = 0
    for (const series of group) {
      const walk = walks[series]
      const told = walk.told.network!
      const count = originsOf(walk.stretches[k])
      const start = placed.get(series)!
      for (let i = 0; i < count; i++, row++) {
        const wide = scales[series][walk.origins[start + i]] / results.length
        for (const { stages } of results) {
          const { predictions } = stages[k]
          for (let h = 0; h < horizon; h++) told[(start + i) * horizon + h] += predictions[row * horizon + h] * wide
        }
      }
      placed.set(series, start + count)
    }
  }
}
