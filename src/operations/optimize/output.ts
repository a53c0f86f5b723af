import { runHeadOutput } from '../backtest/head.ts'
import { metricsOutput, paramsOutput } from '../backtest/output.ts'
import { failedOutput } from '../common/shared.ts'
import { z } from '../operation.ts'

const value = z.union([z.number(), z.string(), z.boolean()])
const objectiveValue = (text: string) => z.number().nullable().describe(`${text}; null when it cannot be computed`)
const date = (text: string) => z.string().describe(`${text} (session date)`)

const neighbourOutput = z.strictObject({
  name: z.string().describe('Parameter that is one step away from the best'),
  value: value.describe('Its value'),
  params: paramsOutput,
  objective: objectiveValue('Objective over the whole range'),
  share: z
    .number()
    .nullable()
    .describe("Its objective over the best's: near 1 = a plateau, far below = a peak; null unless the best is above 0"),
})

const foldOutput = z.strictObject({
  fold: z.int().describe('From 1'),
  inFrom: date('First session searched'),
  inTo: date('Last session searched'),
  outFrom: date('First session after them, on which the best was judged'),
  outTo: date('Last session of those'),
  params: paramsOutput.nullable().describe('Best in sample; null when no trial had an objective'),
  trials: z.int().describe('Trials in sample'),
  inObjective: objectiveValue('Objective in sample'),
  outObjective: objectiveValue('Objective out of sample'),
  inSample: metricsOutput.nullable().describe('The best in sample'),
  outOfSample: metricsOutput.nullable().describe('The same parameters on the sessions after'),
})

const overfittingOutput = z.strictObject({
  deflatedSharpe: z
    .number()
    .nullable()
    .describe('Chance that the true Sharpe ratio of the best is above 0, counting every trial ever run on this data'),
  pbo: z
    .number()
    .nullable()
    .describe(
      'Probability of backtest overfitting (CSCV): how often the best of one half of the days is in the worse half on the other',
    ),
  chanceOfLoss: z.number().nullable().describe('How often the best of one half of the days loses on the other'),
  medianRank: z
    .number()
    .nullable()
    .describe('Median rank of the best of one half on the other: 1 = still the best, 0.5 = no better than any'),
  trials: z.int().describe('Trials whose daily returns were compared'),
  combinations: z.int().describe('Ways to halve the days that were tried'),
  trialsEver: z.int().describe('Distinct trials ever run on these symbols, this timeframe and source, these included'),
})

const heatMapOutput = z.strictObject({
  across: z.string().describe('Parameter across'),
  down: z.string().describe('Parameter down'),
  acrossValues: z.array(value).describe('Its values'),
  downValues: z.array(value).describe('Its values'),
  cells: z
    .array(z.array(z.number().nullable().describe('Best objective of the cell; null = none')))
    .describe('A row for each value down'),
})

export const optimizeOutput = z.strictObject({
  study: z.string().describe('Hash of the inputs: the same study, the same id; it can be resumed'),
  strategy: z.string().describe('Strategy'),
  file: z.string().optional().describe('Its file, where it was given by its path'),
  symbols: z.array(z.string()).describe('Symbols'),
  objective: z.string().describe('Metric searched for'),
  direction: z.enum(['higher', 'lower']).describe('Which way it is better'),
  method: z.enum(['grid', 'random', 'tpe']).describe('How it was searched'),
  split: z.string().describe('What was searched and what was judged, in a sentence'),
  seed: z.int().describe('Seed of the search'),
  trials: z.int().describe('Sets of parameters tried over the whole range'),
  runs: z.int().describe('Backtests made for the answer, folds and neighbours included'),
  resumed: z.int().describe('Of those, taken from an earlier start of this study'),
  best: z
    .strictObject({
      params: paramsOutput,
      objective: objectiveValue('Objective over the whole range'),
      inSample: metricsOutput.describe('Over the whole range, on which it was chosen'),
      outOfSample: metricsOutput
        .nullable()
        .describe(
          'The folds, one after the other: what choosing so would have earned on sessions not searched; null with --in-sample',
        ),
    })
    .describe('What came out best over the whole range'),
  top: z
    .array(
      z.strictObject({
        params: paramsOutput,
        objective: objectiveValue('Objective'),
        metrics: metricsOutput.describe('Over the whole range'),
      }),
    )
    .describe('Up to ten best over the whole range'),
  neighbours: z.array(neighbourOutput).describe('One step away from the best in each parameter'),
  folds: z.array(foldOutput).describe('Walk-forward, in order; empty with --in-sample'),
  overfitting: overfittingOutput.describe('The odds that the best is luck'),
  heatMap: heatMapOutput.nullable().describe('The objective by two parameters; null with fewer than two'),
  verdict: z.enum(['do not trade', 'doubtful', 'promising', 'no evidence']).describe('The advice in a word'),
  advice: z.string().describe('What to make of it, in plain words'),
  ...runHeadOutput,
  curve: z.array(z.number()).describe('Out-of-sample equity (in sample: of the best) at up to 200 evenly spaced steps'),
  failedTrials: z
    .strictObject({ count: z.int().describe('Runs that failed'), first: z.string().nullable().describe('Why the first did') })
    .describe('Trials without a result'),
  failed: failedOutput,
  warnings: z.array(z.string()).describe('What to know before believing this'),
  report: z.string().optional().describe('Path of the HTML report written'),
})
export type OptimizeOutput = z.input<typeof optimizeOutput>
