import { timeframeInput } from '../common/shared.ts'
import { OpenbellError, z } from '../operation.ts'
import { type FitWish, MODEL_NAMES, modelInput, parseModel } from './input.ts'

/** What the daily protocol and the long-horizon protocol read and tell when nothing is said. */
export const DAILY = { input: 84, horizon: 30 }
export const LONG = { input: 336, horizon: 96 }

export const evaluateInput = z.strictObject({
  targets: z
    .array(z.string().min(1))
    .min(1)
    .describe('A CSV file of series (one column each, or ds,unique_id,y), or symbols')
    .meta({ positional: true }),
  input: z
    .int()
    .min(2)
    .max(5_000)
    .optional()
    .describe(`Rows that a network reads; default ${LONG.input}, with --daily ${DAILY.input}`),
  horizon: z
    .int()
    .min(1)
    .max(2_000)
    .optional()
    .describe(`Rows that a forecast tells; default ${LONG.horizon}, with --daily ${DAILY.horizon}`),
  split: z
    .string()
    .default('7:1:2')
    .describe('Train, validation and test part: ratios (7:1:2), or counts of rows above 100 (34560:11520:11520)'),
  normalize: z
    .enum(['train', 'none'])
    .default('train')
    .describe(
      'Units of the errors: train = each series less its mean over the train part, by its deviation there; none = its own',
    ),
  stride: z.int().min(1).max(100_000).default(1).describe('Rows from the first of one test window to the first of the next'),
  model: modelInput.describe(
    `${MODEL_NAMES.join(', ')}, custom:FILE (a network of your own). auto: the past decides, and the last value stands unless beaten`,
  ),
  predictions: z.string().optional().describe('Write every forecast to this CSV file (gzipped when its name ends in .gz)'),
  daily: z
    .boolean()
    .default(false)
    .describe(
      'The protocol of daily prices instead: the forecast of `openbell forecast` at past origins, with skill, coverage and interval scores',
    ),
  timeframe: timeframeInput('1d'),
  bars: z.int().min(10).max(100_000).default(1_500).describe('Most bars of history of each symbol'),
  steps: z.int().min(1).max(1_000_000).optional().describe('Most training steps of each network'),
  backend: z.string().default('wasm').describe('What trains: wasm, or tfjs-gpu where it is installed (forecast backend list)'),
  workers: z.int().min(1).max(64).optional().describe('Threads; default one a core. The answer is the same'),
})

export type EvaluateInput = z.output<typeof evaluateInput>

/** The model that is to be tested. @throws OpenbellError usage for one that was trained before: nobody knows on which of the rows */
export function modelToFit({ model }: Pick<EvaluateInput, 'model'>): FitWish {
  const wish = parseModel(model)
  if (wish.kind === 'fit') return wish
  throw new OpenbellError(
    'usage',
    'a saved model has seen the rows that it would be tested on',
    '--model auto|nhits|linear|custom:FILE',
  )
}
