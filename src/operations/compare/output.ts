import { runHeadOutput } from '../backtest/head.ts'
import { gradeOutput, metricsOutput, paramsOutput } from '../backtest/output.ts'
import { failedOutput } from '../common/shared.ts'
import { z } from '../operation.ts'

const rowOutput = z.strictObject({
  rank: z.int().describe('1 = best by the metric'),
  strategy: z.string().describe('Strategy'),
  file: z.string().optional().describe('Its file, where it was given by its path'),
  run: z.string().describe('Its run, as backtest would name it'),
  params: paramsOutput,
  metrics: metricsOutput.describe('How it went'),
  grade: gradeOutput.describe('How far its result may be trusted'),
  curve: z.array(z.number()).describe('Equity at up to 200 evenly spaced steps, for a sparkline'),
  warnings: z.array(z.string()).describe('What to know before believing this'),
})

export const compareOutput = z.strictObject({
  run: z.string().describe('Hash of the runs compared'),
  by: z.string().describe('Metric of the ranking'),
  symbols: z.array(z.string()).describe('Symbols'),
  ...runHeadOutput,
  rows: z.array(rowOutput).describe('Best first'),
  buyAndHold: z
    .strictObject({
      totalReturn: z.number().nullable().describe('Equal-weight, first close to last, without costs; null without data'),
    })
    .describe('Doing nothing, beside them'),
  correlation: z
    .strictObject({
      names: z.array(z.string()).describe('Strategies, in the order of the matrix; last buy-and-hold'),
      matrix: z
        .array(z.array(z.number().nullable().describe('Correlation of daily returns; null without variation')))
        .describe('Rows and columns as named'),
    })
    .describe('How alike the daily returns are'),
  failed: failedOutput,
  report: z.string().optional().describe('Path of the HTML report written'),
})
export type CompareOutput = z.input<typeof compareOutput>
