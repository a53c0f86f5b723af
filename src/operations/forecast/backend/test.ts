import type { Trainer, TrainerOptions } from '../../../ports/trainer.ts'
import { type Context, defineOperation, OpenbellError, z } from '../../operation.ts'
import { withTrainer } from '../with-trainer.ts'
import { backendNameInput } from './output.ts'
import { largestDifference, STEPS, type Trial, trialOf, WARM_STEPS } from './trial.ts'

/** A GPU multiplies with ten bits of the fraction where it may: the sine's amplitude is 1. */
const TOLERANCE = 0.01

/** Of the last value's error, the most that a network that has learnt the sine may make. */
const LEARNT = 0.5

const DEADLINE_MS = 300_000

const OWN = 'wasm'

export const forecastBackendTest = defineOperation({
  name: 'forecast.backend.test',
  toolset: 'forecast',
  summary:
    'Train a small network on a backend, and compare its forecasts with those of the default backend from the same weights.',
  effect: 'read',
  deadlineMs: DEADLINE_MS,
  input: z.strictObject({ name: backendNameInput.default(OWN).describe('Which: wasm or tfjs-gpu') }),
  output: z.strictObject({
    backend: z.string().describe('Backend that was tested'),
    library: z.string().describe('Its library and version'),
    reproducible: z.boolean().describe('True where the same job gives the same bytes every time'),
    steps: z.int().describe('Training steps taken'),
    millisecondsPerStep: z.number().describe('Time of a step, the start of the backend left out'),
    error: z.number().describe('Mean absolute error on a sine of amplitude 1 that it has not seen'),
    naiveError: z.number().describe('That of the last value'),
    comparedWith: z.string().describe('Library that was asked the same with the same weights'),
    maxDifference: z.number().describe('Largest difference between the two forecasts'),
    tolerance: z.number().describe('Largest difference that is no fault'),
    learns: z.boolean().describe('Its error is at most half that of the last value'),
    agrees: z.boolean().describe('The forecasts do not differ by more than the tolerance'),
  }),
  examples: [{ title: 'Does the default backend learn, and how fast?', input: {} }],
  fault({ backend, learns, agrees, error, naiveError, maxDifference, comparedWith }) {
    const said = (message: string) => new OpenbellError('unavailable', `${backend}: ${message}`, 'openbell forecast backend list')
    if (!learns) return said(`it does not learn: its error is ${round(error)}, that of the last value ${round(naiveError)}`)
    if (!agrees) return said(`its forecasts differ from those of ${comparedWith} by up to ${round(maxDifference)}`)
    return null
  },
  run: (context, { name }) =>
    withTrainer(context, name, async (open) => {
      const trainer = await open()
      await trialOf(trainer, null, options(context, WARM_STEPS), WARM_STEPS)
      const trained = await timed(context, trainer)
      return withTrainer(context, OWN, async (openOwn) => answer(trained, trainer, await openOwn(), options(context)))
    }),
})

interface Trained extends Trial {
  millisecondsPerStep: number
}

async function timed(context: Context, trainer: Trainer): Promise<Trained> {
  const from = context.clock.elapsed()
  const trial = await trialOf(trainer, null, options(context))
  const { steps } = trial.result.stages[0]
  return { ...trial, millisecondsPerStep: (context.clock.elapsed() - from) / steps }
}

async function answer(trained: Trained, trainer: Trainer, own: Trainer, asked: TrainerOptions) {
  const { result, error, naiveError, millisecondsPerStep } = trained
  const same = await trialOf(own, result.weights, asked)
  const maxDifference = largestDifference(same.result.stages[0].predictions, result.stages[0].predictions)
  return {
    backend: trainer.backend.name,
    library: trainer.backend.library,
    reproducible: trainer.backend.reproducible,
    steps: result.stages[0].steps,
    millisecondsPerStep,
    error,
    naiveError,
    comparedWith: own.backend.library,
    maxDifference,
    tolerance: TOLERANCE,
    learns: error <= LEARNT * naiveError,
    agrees: maxDifference <= TOLERANCE,
  }
}

function options({ signal, progress }: Context, most = STEPS): TrainerOptions {
  return { signal, progress: (steps) => progress.update(steps, most, 'training') }
}

function round(value: number): string {
  return value.toPrecision(3)
}
