import { adjustmentOutput, asOfOutput, feedOutput, sourceOutput } from '../common/shared.ts'
import { z } from '../operation.ts'

const values = z
  .array(z.number().nullable())
  .describe('A value for each time, null while warming up or where there is nothing to tell')

const columnsOutput = z
  .record(
    z.string(),
    z
      .union([values, z.record(z.string(), values).describe('The columns of an indicator that has several, by name')])
      .describe('Values'),
  )
  .describe('By the spelling of each indicator with all its numbers, e.g. rsi:14')
export type ColumnsOutput = z.infer<typeof columnsOutput>

const unsettledOutput = z
  .array(
    z.strictObject({
      column: z.string().describe('Spelling of the indicator'),
      since: z.string().describe('Open of the first bar it was computed from (ISO 8601 UTC)'),
      reason: z.string().describe('Why where the series begins still shows in it'),
    }),
  )
  .describe('Columns in which the start of the series still shows; empty when all values have settled')
export type UnsettledOutput = z.infer<typeof unsettledOutput>

const paramOutput = z.strictObject({
  name: z.string().describe('What the number is'),
  default: z.number().describe('Its value when left out'),
  min: z.number().describe('Smallest value'),
  max: z.number().describe('Largest value'),
})

const listedOutput = z.strictObject({
  name: z.string().describe('Name to type'),
  example: z.string().describe('A use with all numbers, as --add takes it'),
  summary: z.string().describe('What it is'),
  group: z.string().describe('Group'),
  params: z.array(paramOutput).describe('Numbers it takes, in order'),
  outputs: z.array(z.string()).describe('Names of its columns; one called value for the many that have one'),
  input: z.string().nullable().describe('Column it is computed of unless another is named; null when its columns are fixed'),
  comparesTwo: z.boolean().describe('Whether it takes a second symbol, as in beta:60@SPY'),
  source: z.enum(['built-in', 'user']).describe('built-in, or user: from strategies/indicators/'),
  file: z.string().nullable().describe("The user's file; null for those that are built in"),
})
export type ListedIndicator = z.infer<typeof listedOutput>

export const IndicatorsOutput = z.strictObject({
  symbol: z.string().nullable().describe('Symbol; null with --list'),
  timeframe: z.string().describe('Bar length'),
  source: sourceOutput.nullable(),
  feed: feedOutput.nullable(),
  asOf: asOfOutput.nullable(),
  adjustment: adjustmentOutput,
  staleSince: z
    .string()
    .nullable()
    .describe('When the bars were fetched, if the vendor failed and an older answer stands in (ISO 8601 UTC)'),
  time: z.array(z.string()).describe('Opens of the bars, oldest first (ISO 8601 UTC)'),
  close: z.array(z.number()).describe('Closes of the same bars'),
  columns: columnsOutput,
  unsettled: unsettledOutput,
  list: z.array(listedOutput).optional().describe('With --list: every indicator that can be asked for'),
})
export type IndicatorsAnswer = z.infer<typeof IndicatorsOutput>
