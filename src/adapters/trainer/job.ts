import { Random } from '../../analysis/random.ts'
import { asOpenbellError, OpenbellError } from '../../core/errors.ts'
import type { JobResult, NetworkSpec, SeriesSet, StageResult, TrainingJob } from '../../ports/trainer.ts'
import { learn, passOf } from './learn.ts'
import { makeNetwork, type Network, RECIPES, type Recipe, setWeights, weightsOf } from './networks/build.ts'
import { customRecipe } from './networks/custom.ts'
import type { TensorFlow } from './networks/types.ts'
import type { UserFiles } from './networks/user-files.ts'
import { predict } from './predict.ts'
import { checkRanges } from './windows.ts'

/** What a job runs on; the same on every backend. */
export interface Bench {
  tf: TensorFlow
  files: UserFiles
  data: SeriesSet
  /** Called after each step: counts it, lets others in, and throws where the work was canceled. */
  stepped(): void | Promise<void>
  /** Called where nothing is counted, between passes of a forecast: lets others in, and throws where the work was canceled. */
  pause?(): void | Promise<void>
}

/** Makes a network, takes it through its stages and answers what it learnt. */
export async function runJob(bench: Bench, job: TrainingJob): Promise<JobResult> {
  checkJob(bench.data, job)
  const { file } = job.spec
  try {
    return await withNetwork(bench, job)
  } catch (thrown) {
    throw file === null ? asOpenbellError(thrown) : bench.files.fault(file, thrown)
  }
}

async function withNetwork(bench: Bench, job: TrainingJob): Promise<JobResult> {
  const { tf } = bench
  const { spec, seed, start } = job
  const network = makeNetwork(tf, spec, seed, await recipeOf(bench, spec))
  try {
    if (start) setWeights(tf, network, start)
    const stages: StageResult[] = []
    for (const index of job.stages.keys()) stages.push(await runStage(bench, job, network, index))
    return { stages, weights: weightsOf(network) }
  } finally {
    network.dispose()
  }
}

async function runStage(bench: Bench, job: TrainingJob, network: Network, index: number): Promise<StageResult> {
  const { tf, data, stepped, pause } = bench
  const { spec, learning, seed } = job
  const stage = job.stages[index]
  const random = new Random(seed, `draws/${index}`)
  const learnt = await learn({ tf, network, data, spec, learning, stage, random, stepped })
  return {
    ...learnt,
    predictions: await predict({ tf, network, data, spec, pass: passOf(spec, learning), pause }, stage.predict),
  }
}

async function recipeOf({ files }: Bench, spec: NetworkSpec): Promise<Recipe> {
  if (spec.kind !== 'custom') return RECIPES[spec.kind]
  if (spec.file === null) throw new OpenbellError('usage', 'a custom network has no file', '--model custom:FILE')
  return customRecipe(await files.network(spec.file))
}

function checkJob(data: SeriesSet, { spec, stages }: TrainingJob): void {
  for (const { train, validate, predict: asked } of stages) {
    checkRanges(data, [...train, ...validate], spec.input, spec.horizon)
    checkRanges(data, asked, spec.input, 0)
  }
}
