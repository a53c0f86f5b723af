import { EXPERTS } from '../../analysis/forecast/types.ts'
import { adjustmentOutput, asOfOutput, failedOutput, feedOutput, sourceOutput } from '../common/shared.ts'
import { z } from '../operation.ts'

const time = (text: string) => z.string().describe(`${text} (ISO 8601 UTC)`)
const fraction = (text: string) => z.number().nullable().describe(text)

const expert = z.enum(EXPERTS)

const band = z.strictObject({
  level: z.number().describe('Nominal coverage, 0.8 = 80%'),
  low: z.number().describe('Lower bound'),
  high: z.number().describe('Upper bound'),
})

const coverage = z.array(
  z.strictObject({
    level: z.number().describe('Nominal coverage'),
    achieved: fraction('Share of the values that came which the band held, each calibrated on what was complete before it'),
    windows: z.int().describe('Past forecasts that it was judged on'),
  }),
)

export const EvaluationOutput = z.strictObject({
  mase: fraction(
    'Of what is shown: mean absolute error over the one-step error of the last value (below 1 is rare at long horizons)',
  ),
  skill: fraction(
    '1 - mean absolute error / that of the last value, at past origins: of what is shown, or where that is the last value, of its rival',
  ),
  skillLow: fraction('Lower bound of its 95% block-bootstrap interval'),
  skillHigh: fraction('Upper bound'),
  wisSkill: fraction('1 - weighted interval score / that of the last value with its bands, of the same'),
  wisSkillLow: fraction('Lower bound of its 95% block-bootstrap interval'),
  wisSkillHigh: fraction('Upper bound'),
  coverage: coverage.describe('What the bands held'),
  windows: z.int().describe('Past forecasts, each made from what was known at its origin'),
  effectiveWindows: z.int().describe('Of these, how many do not overlap'),
})

const ForecastSignalOutput = z.strictObject({
  action: z.enum(['BUY', 'SELL', 'HOLD']).describe('Never more than HOLD where no skill over the last value is shown'),
  confidence: z.number().describe('Probability of the side it leans to, 0.5 to 1'),
  probabilityUp: z.number().describe('Probability that the last step is above the last value'),
  probabilityUpLow: z.number().describe('Lower bound of its 95% interval'),
  probabilityUpHigh: z.number().describe('Upper bound'),
  expectedMove: fraction('Median move to the last step'),
  expectedAbsoluteMove: fraction('Mean size of the move to the last step, either way'),
  reason: z.string().describe('Why'),
})

const PointOutput = z.strictObject({
  step: z.int().describe('Bars after the origin, from 1'),
  time: time('Open of that bar by the calendar').nullable(),
  value: z.number().describe('Median forecast'),
  bands: z.array(band).describe('Prediction bands'),
})

const ModelOutput = z.strictObject({
  name: z.string().describe('What was asked for'),
  shown: expert.describe('Who speaks: naive = the last value'),
  preferred: expert.describe('What the past preferred, whether or not it may speak'),
  id: z.string().describe('Names architecture, seed, data and version together'),
  trainedTo: time('Last bar that anything was fitted to').nullable(),
  seed: z.int().describe('Seed of weights and draws'),
  dataHash: z.string().describe('Hash of the rows that were used'),
  backend: z.string().describe('What trained it'),
  reproducible: z.boolean().describe('True where the same data and seed give the same bytes'),
  stale: z.boolean().describe('A saved model whose training ended long before the origin'),
})

const PastFanOutput = z.strictObject({
  origin: time('Bar it was made at').nullable(),
  last: z.number().describe('Value at that origin'),
  points: z
    .array(
      z.strictObject({
        step: z.int().describe('Bars after the origin'),
        time: time('Open of that bar').nullable(),
        value: z.number().describe('Median forecast then'),
        came: z.number().describe('What came'),
        bands: z.array(band).describe('Bands, calibrated before it'),
      }),
    )
    .describe('Its steps'),
})

export const ForecastResultOutput = z.strictObject({
  symbol: z.string().describe('Symbol, or series of the file'),
  timeframe: z.string().nullable().describe('Bar length; null for a file'),
  source: sourceOutput,
  feed: feedOutput,
  adjustment: adjustmentOutput.nullable(),
  origin: time('Bar that the forecast is made at (its open): the last thing known').nullable(),
  last: z.number().describe('Value at the origin'),
  rows: z.int().describe('Rows that were used, up to the origin'),
  beatsNaive: z.boolean().describe('The lower bound of the skill is above zero'),
  model: ModelOutput.describe('Who speaks, and what it was made of'),
  points: z.array(PointOutput).describe('The forecast'),
  evaluation: EvaluationOutput.describe('How the shown forecast did at past origins'),
  experts: z
    .array(z.strictObject({ name: expert.describe('Who'), skill: z.number().describe('Skill of the mean absolute error') }))
    .describe('All that were tried, at the same past origins'),
  signal: ForecastSignalOutput.describe('What it says to do'),
  past: z.array(PastFanOutput).describe('Past forecasts at their origins; empty unless asked for'),
  history: z
    .array(z.strictObject({ time: time('Bar').nullable(), value: z.number().describe('Value') }))
    .describe('Values up to the origin for a chart; empty unless asked for'),
  warnings: z.array(z.string()).describe('What to mind'),
})

export const forecastOutput = z.strictObject({
  asOf: asOfOutput.nullable(),
  source: sourceOutput,
  feed: feedOutput,
  model: z.string().describe('What was asked for'),
  saved: z.string().nullable().describe('Name that the model was kept under, or read from'),
  horizon: z.int().describe('Bars ahead'),
  input: z.int().describe('Bars that a network reads'),
  levels: z.array(z.number()).describe('Nominal coverages'),
  results: z.array(ForecastResultOutput).describe('A forecast each'),
  failed: failedOutput,
  report: z.string().nullable().describe('File of the HTML report; null without'),
  warnings: z.array(z.string()).describe('What to mind'),
})

export type ForecastOutput = z.infer<typeof forecastOutput>
export type ForecastResult = z.infer<typeof ForecastResultOutput>
