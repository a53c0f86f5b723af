import { z } from '../operation.ts'

const paramOutput = z.union([z.string(), z.number(), z.boolean()]).describe('Value of a parameter')

export const madeOutput = z.strictObject({
  name: z.string().describe('Name of the recording'),
  path: z.string().describe('Where the file lies'),
  symbols: z.array(z.string()).describe('Symbols in it'),
  date: z.string().describe('Session date'),
  source: z.string().describe('Where the data came from'),
  feed: z.string().describe('Feed label of the data'),
  prints: z.int().describe('Prints of the day'),
  quotes: z.int().describe('Quotes of the day'),
  bars: z.int().describe('Minute bars of the day'),
  history: z.int().describe('Bars of the past, for charts and indicators'),
  bytes: z.int().describe('Size of the file'),
  from: z.string().nullable().describe('Time of the first row (ISO 8601 UTC)'),
  to: z.string().nullable().describe('Time of the last row (ISO 8601 UTC)'),
})

const strategyOutput = z
  .strictObject({
    name: z.string().describe('Strategy'),
    timeframe: z.string().describe('Its bars'),
    params: z.record(z.string(), paramOutput).describe('Its parameters'),
  })
  .nullable()
  .describe('What traded in it; null = nothing')

export const recordingOutput = z.strictObject({
  name: z.string().describe('Name of the recording'),
  path: z.string().describe('Where the file lies'),
  bytes: z.int().describe('Size of the file'),
  kind: z.enum(['session', 'market']).nullable().describe('A whole session, or only its market; null = it cannot be read'),
  made: z.string().nullable().describe('When it was begun (ISO 8601 UTC)'),
  openbell: z.string().nullable().describe('Version that made it'),
  date: z.string().nullable().describe('Session date'),
  symbols: z.array(z.string()).describe('Symbols it began with'),
  source: z.string().nullable().describe('Where the data came from'),
  feed: z.string().nullable().describe('Feed label of the data'),
  broker: z.string().nullable().describe('Broker; null where nobody could trade'),
  mode: z.enum(['paper', 'live']).nullable().describe('Paper or live account'),
  strategy: strategyOutput,
})

export const infoOutput = recordingOutput.extend({
  complete: z.boolean().describe('It was closed in order'),
  fault: z.string().nullable().describe('What was cut off or is damaged'),
  prints: z.int().describe('Prints in it'),
  quotes: z.int().describe('Quotes in it'),
  bars: z.int().describe('Minute bars that the stream told'),
  events: z.int().describe('Everything else: answers, timers, orders, decisions'),
  journal: z.int().describe('Lines of the journal that the session wrote'),
  bytesPerRow: z.number().nullable().describe('Bytes of the file for each print, quote and bar'),
  from: z.string().nullable().describe('Time of the first piece (ISO 8601 UTC), on the clock of the session'),
  to: z.string().nullable().describe('Time of the last piece'),
})

const sideOutput = z.strictObject({
  params: z.record(z.string(), paramOutput).describe('Parameters of the strategy'),
  orders: z.int().describe('Orders that went out, legs included'),
  denied: z.int().describe('Intents that the limits denied'),
  fills: z.int().describe('Executions'),
  roundTrips: z.int().describe('Round trips that ended'),
  won: z.int().describe('Those that made money'),
  profit: z.number().describe('What they made, in dollars after fees'),
  fees: z.number().describe('Fees, in dollars'),
})

export type Side = z.output<typeof sideOutput>

export const comparisonOutput = z.strictObject({
  strategy: z.string().describe('Strategy of the fork'),
  recorded: sideOutput.nullable().describe('What happened then; null where nothing traded'),
  fork: sideOutput.describe('What the fork came to, on a simulated exchange over the recorded tape'),
})

export type Comparison = z.output<typeof comparisonOutput>
