import { errorKind } from '../common/shared.ts'
import { EvaluationOutput } from '../forecast/output.ts'
import { z } from '../operation.ts'

const time = (text: string) => z.string().describe(`${text} (ISO 8601 UTC)`)

export const modelRow = z.strictObject({
  name: z.string().describe('Name of the model'),
  path: z.string().describe('Where its file lies'),
  bytes: z.int().describe('Size of the file'),
  model: z.string().describe('What was asked for: auto, nhits, the name of a network of your own'),
  id: z.string().describe('Names architecture, seed, data and version together'),
  symbols: z.array(z.string()).describe('Symbols, or series of the file, that it speaks of'),
  beatsNaive: z.int().describe('How many of these beat the last value at past origins'),
  source: z.string().describe('Where the data came from'),
  feed: z.string().describe('Feed label of the data'),
  timeframe: z.string().nullable().describe('Bar length; null for a file'),
  input: z.int().describe('Bars that it reads'),
  horizon: z.int().describe('Bars that it tells'),
  trainedTo: time('Last bar that anything was fitted to').nullable(),
  bars: z.int().nullable().describe('Bars that have closed since, by the calendar; null where there is none'),
  stale: z.boolean().describe('The data has gone on for longer than it was to stay fresh'),
  retrainEvery: z.string().nullable().describe('How long it stays fresh; null = one horizon of bars'),
  backend: z.string().describe('What trained it'),
  made: time('When it was made'),
  openbell: z.string().describe('Version of openbell that made it'),
})

export type ModelRow = z.output<typeof modelRow>

export const brokenRow = z.strictObject({
  name: z.string().describe('Name of the file'),
  path: z.string().describe('Where it lies'),
  bytes: z.int().describe('Its size'),
  fault: z.string().describe('Why it cannot be used'),
})

export type BrokenRow = z.output<typeof brokenRow>

const seriesRow = z.strictObject({
  symbol: z.string().describe('Symbol, or series of the file'),
  shown: z.string().describe('Who speaks for it: naive = the last value'),
  preferred: z.string().describe('Whom the past preferred, whether or not it may speak'),
  beatsNaive: z.boolean().describe('The lower bound of the skill is above zero'),
  evaluation: EvaluationOutput.describe('How it did at past origins'),
  rows: z.int().describe('Rows that it was fitted to'),
  trainedTo: time('The last of them').nullable(),
  dataHash: z.string().describe('Hash of these rows'),
  transform: z.enum(['log', 'level']).describe('log: moves are in proportion to the value'),
  period: z.int().nullable().describe('Rows of a season; null where none was found'),
  networks: z.int().describe('Networks that speak for it'),
})

export const modelDetails = modelRow.extend({
  backend: z
    .strictObject({
      name: z.string().describe('What trained it'),
      library: z.string().describe('Library and version'),
      reproducible: z.boolean().describe('True where the same data and seed give the same bytes'),
    })
    .describe('What trained it'),
  asked: z
    .strictObject({
      model: z.string().describe('Model'),
      symbols: z.array(z.string()).describe('Symbols; none = every series of the file'),
      data: z.string().nullable().describe('File of the series; null for bars of the source'),
      file: z.string().nullable().describe('File of a network of your own'),
      levels: z.array(z.number()).describe('Nominal coverages of the bands'),
      seed: z.int().describe('Seed of weights and draws'),
      steps: z.int().nullable().describe('Training steps; null = the default'),
      members: z.int().describe('Networks of the ensemble'),
      bars: z.int().describe('Most rows of history'),
    })
    .describe('What it was asked for, and is trained with again'),
  adjustment: z.string().nullable().describe("'splits': prices in today's shares; null for a file"),
  session: z.string().describe('Hours that its bars are of: all or regular'),
  marketSeed: z.int().nullable().describe('Seed of the simulated market; null for another'),
  asOf: time('Only what was known then was used').nullable(),
  network: z
    .strictObject({
      kind: z.string().describe('Architecture'),
      settings: z.record(z.string().describe('Size'), z.array(z.number()).describe('Its value or values')).describe('Its sizes'),
      networks: z.int().describe('Networks kept'),
      weights: z.int().describe('Numbers in them together'),
      fileHash: z.string().nullable().describe('Hash of the file that describes it; null for what comes with openbell'),
    })
    .nullable()
    .describe('Its networks; null for a model without'),
  series: z.array(seriesRow).describe('Each symbol, and how the forecast of it did'),
})

export type ModelDetails = z.output<typeof modelDetails>

const retrainedRow = z.strictObject({
  name: z.string().describe('Name of the model'),
  path: z.string().describe('Where its file lies'),
  symbols: z.array(z.string()).describe('Symbols that it speaks of now'),
  beatsNaive: z.int().describe('How many of these beat the last value'),
  beatBefore: z.int().describe('How many did before'),
  trainedTo: time('Last bar now').nullable(),
  trainedBefore: time('Last bar before').nullable(),
  id: z.string().describe('Its id now'),
  changed: z.boolean().describe('False where the same data gave the same model'),
  failed: z.array(z.string()).describe('Symbols of the model that could not be fitted any more, with the reason'),
})

export const retrainOutput = z.strictObject({
  retrained: z.array(retrainedRow).describe('Models that were trained again'),
  fresh: z.array(z.string()).describe('Models that are not due'),
  failed: z
    .array(
      z.strictObject({
        name: z.string().describe('Name of the model'),
        kind: errorKind,
        message: z.string().describe('What happened; the old file stands'),
        hint: z.string().nullable().describe('What to type next'),
      }),
    )
    .describe('Models that could not be trained again'),
})

export type RetrainOutput = z.output<typeof retrainOutput>
