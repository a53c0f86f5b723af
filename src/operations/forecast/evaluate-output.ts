import { failedOutput } from '../common/shared.ts'
import { z } from '../operation.ts'

const errors = {
  mse: z.number().nullable().describe('Mean squared error over all series, windows and steps'),
  mae: z.number().nullable().describe('Mean absolute error over all series, windows and steps'),
}

const skill = z
  .strictObject({
    skill: z.number().describe('1 - error / error of the last value'),
    low: z.number().describe('Lower bound of 95% (block bootstrap)'),
    high: z.number().describe('Upper bound of 95%'),
  })
  .nullable()

const held = {
  level: z.number().describe('Nominal coverage'),
  achieved: z.number().nullable().describe('Part of the values that came which the band held'),
}

const coverage = z.array(z.strictObject(held)).describe('What the bands held')

const judgedCoverage = z
  .array(z.strictObject({ ...held, windows: z.int().describe('Past forecasts that it was judged on') }))
  .describe('What the bands held')

const part = z.strictObject({
  rows: z.int().describe('Rows'),
  from: z.string().nullable().describe('Time of the first row; null without times'),
  to: z.string().nullable().describe('Time of the last row; null without times'),
})

const bySeries = z.strictObject({
  series: z.string().describe('Series: its column or symbol'),
  ...errors,
  naive: z.strictObject(errors).describe('The last value, in the same windows'),
  shown: z.string().describe('Who spoke: naive, drift, seasonal, or blend'),
  pastSkill: skill.describe('Of the blend at past windows, in squared and absolute errors together: what the gate saw'),
  logarithms: z.boolean().describe('True where lines were drawn through logarithms'),
  models: z
    .array(
      z.strictObject({
        model: z.string().describe('Line (rows that it reads, shared by all series or its own) or network (and its loss)'),
        share: z.number().describe('Its part of the blend'),
      }),
    )
    .describe('The blend; not used where the last value spoke'),
})

const dailySeries = z.strictObject({
  series: z.string().describe('Symbol or series'),
  shown: z.string().describe('Who speaks for it'),
  beatsNaive: z.boolean().describe('True where the lower bound of its skill is above zero'),
  mase: z.number().nullable().describe('Mean absolute scaled error'),
  skill: z.number().nullable().describe('Skill against the last value in mean absolute error'),
  skillLow: z.number().nullable().describe('Lower bound of 95%'),
  skillHigh: z.number().nullable().describe('Upper bound of 95%'),
  wisSkill: z.number().nullable().describe('Skill in the weighted interval score'),
  coverage: judgedCoverage,
  windows: z.int().describe('Past forecasts'),
  effectiveWindows: z.number().describe('Past forecasts that do not overlap'),
})

export const evaluateOutput = z.strictObject({
  protocol: z.enum(['long-horizon', 'daily']).describe('How it was evaluated'),
  file: z.string().nullable().describe('File of the series; null for symbols'),
  source: z.string().describe('Where the series came from'),
  asOf: z.string().nullable().describe('Only what was known at this instant was used; null for a file that was used whole'),
  ...errors,
  series: z.int().describe('Series'),
  windows: z.int().describe('Test windows of each series; with --daily past forecasts of all'),
  naive: z.strictObject(errors).describe('The last value, in the same windows'),
  model: z.string().describe('What was evaluated'),
  backend: z.string().nullable().describe('What trained; null where nothing was'),
  input: z.int().describe('Rows that a network reads'),
  horizon: z.int().describe('Rows that a forecast tells'),
  stride: z.int().describe('Rows from the first of one window to the first of the next'),
  normalize: z.enum(['train', 'none']).describe('Units of the errors'),
  split: z
    .strictObject({
      train: part.describe('What models are fitted to'),
      validation: part.describe('What they are chosen and calibrated on'),
      test: part.describe('What was kept back'),
    })
    .nullable()
    .describe('The parts; null with --daily'),
  skill: z
    .strictObject({ mse: skill.describe('In mean squared error'), mae: skill.describe('In mean absolute error') })
    .describe('Against the last value, over all series, in the windows evaluated'),
  coverage,
  pastWindows: z.int().describe('Windows before the test part that models were chosen on'),
  effectivePastWindows: z.number().describe('Those among them that do not overlap'),
  bySeries: z.array(bySeries).describe('Each series; empty with --daily'),
  daily: z.array(dailySeries).describe('Each series with --daily; else empty'),
  pooled: z
    .strictObject({
      beatNaive: z.int().describe('Series whose skill has a lower bound above zero'),
      skill: z.number().nullable().describe('Skill in mean absolute error, mean over the series'),
      wisSkill: z.number().nullable().describe('Skill in the weighted interval score, mean over the series'),
      mase: z.number().nullable().describe('Mean absolute scaled error, mean over the series'),
    })
    .nullable()
    .describe('All series together with --daily; else null'),
  predictions: z.string().nullable().describe('File that the forecasts were written to; null without'),
  failed: failedOutput,
  warnings: z.array(z.string()).describe('What else is to be said'),
  seed: z.int().describe('Decides weights and draws'),
  seconds: z.number().describe('How long it took'),
})

export type EvaluateOutput = z.output<typeof evaluateOutput>
