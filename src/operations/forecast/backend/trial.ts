import { Random } from '../../../analysis/random.ts'
import type { JobResult, SeriesSet, Trainer, TrainerOptions, TrainingJob, Weights } from '../../../ports/trainer.ts'

/** A network that is small and yet has every part that a large one has. */
const INPUT = 48
const HORIZON = 12
const ROWS = 1_000
const SEED = 7
export const STEPS = 200
/** Taken before time is measured: what is loaded and compiled on first use is no part of a step. */
export const WARM_STEPS = 10

const FIRST_ORIGIN = INPUT
const LAST_TRAINED = 800
const ASKED = { series: 0, from: 820, to: ROWS - HORIZON, step: 5 }

/** A sine of amplitude 1 under some noise: what a network must be able to learn. */
function trialSeries(): SeriesSet {
  const random = new Random(SEED, 'backend trial')
  const column = Float64Array.from(
    { length: ROWS },
    (_, row) => Math.sin((2 * Math.PI * row) / 24) + 0.2 * (random.uniform() - 0.5),
  )
  return { columns: [column], scales: [null], anchor: 'last' }
}

/** Trains a network of the trial for so many steps, or asks one that is trained. */
function trialJob(start: Weights | null, steps = STEPS): TrainingJob {
  const train = start === null ? [{ series: 0, from: FIRST_ORIGIN, to: LAST_TRAINED - HORIZON, step: 1 }] : []
  return {
    spec: { kind: 'nhits', input: INPUT, horizon: HORIZON, settings: { units: 32 }, file: null },
    seed: SEED,
    learning: { loss: 'mae', batch: 64, learningRate: 0.002 },
    start,
    stages: [{ train, validate: [], steps: start === null ? steps : 0, predict: [ASKED] }],
  }
}

export interface Trial {
  result: JobResult
  /** Mean absolute errors of the network and of the last value. */
  error: number
  naiveError: number
}

/** Trains, or asks with these weights. */
export async function trialOf(trainer: Trainer, start: Weights | null, options: TrainerOptions, steps = STEPS): Promise<Trial> {
  const data = trialSeries()
  const [result] = await trainer.run(data, [trialJob(start, steps)], options)
  return { result, ...errorsOf(data.columns[0], result.stages[0].predictions) }
}

function errorsOf(column: Float64Array<ArrayBufferLike>, told: ArrayLike<number>): { error: number; naiveError: number } {
  let [sum, naive, count] = [0, 0, 0]
  for (let origin = ASKED.from; origin < ASKED.to; origin += ASKED.step) {
    for (let step = 1; step <= HORIZON; step++) {
      sum += Math.abs(column[origin] + told[count] - column[origin + step])
      naive += Math.abs(column[origin] - column[origin + step])
      count++
    }
  }
  return { error: sum / count, naiveError: naive / count }
}

/** Largest distance between two forecasts of the same windows. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let most = a.length === b.length ? 0 : Number.MAX_VALUE
  for (let i = 0; i < a.length; i++) most = Math.max(most, Math.abs(a[i] - b[i]))
  return most
}
