import { adjustmentOutput, failedOutput, feedOutput, sourceOutput } from '../common/shared.ts'
import { z } from '../operation.ts'

const price = (text: string) => z.number().describe(`${text} (dollars)`)
const time = (text: string) => z.string().describe(`${text} (ISO 8601 UTC)`)

export const TurnOutput = z.strictObject({
  time: time('Open of the bar of the extremum'),
  price: price('Raw close at that bar'),
  smoothed: price('Smoothed close at that bar'),
  knownAt: time('Close of the first bar from which every computation, until the as-of bar, reports it'),
  provisional: z.boolean().describe('Younger than (window - 1) / 2 + lookahead bars: later bars can still change it'),
  age: z.int().describe('Bars between it and the as-of bar'),
})
export type Turn = z.infer<typeof TurnOutput>

const SignalOutput = z.strictObject({
  action: z.enum(['BUY', 'SELL', 'HOLD']).describe('BUY near a fresh trough, SELL near a fresh peak, else HOLD'),
  price: price('Last close'),
  confidence: z.number().describe('0.5 to 0.9 by the distance from the extremum; 0 for HOLD'),
  stop: price('2% beyond the extremum').nullable(),
  reason: z.string().describe('Why'),
  tradable: z.boolean().describe('True for BUY or SELL on a symbol that meets the minimum of prints a minute and is not stale'),
  basis: z
    .strictObject({
      kind: z.enum(['peak', 'trough']).describe('Kind of extremum'),
      time: time('Open of its bar'),
      price: price('Raw close at its bar'),
      provisional: z.boolean().describe('Later bars can still change it'),
    })
    .nullable()
    .describe('The extremum the signal rests on; null for HOLD'),
})

const LiquidityOutput = z.strictObject({
  printsPerMinute: z.number().nullable().describe('Mean prints of the last five regular minutes; null without counts'),
  rating: z
    .enum(['EXCELLENT', 'GOOD', 'POOR', 'INSUFFICIENT', 'UNKNOWN'])
    .describe('From 1,000, 500, 100 prints a minute; UNKNOWN without counts'),
  coverage: z.number().describe("Share of the market's prints that the feed carries; the count is not scaled up"),
  meetsMinimum: z.boolean().describe('At least the minimum of the settings (1,000 unless changed)'),
})

const ResultOutput = z.strictObject({
  symbol: z.string().describe('Symbol'),
  timeframe: z.string().describe('Bar length'),
  source: sourceOutput,
  feed: feedOutput,
  adjustment: adjustmentOutput,
  staleSince: time('When the bars were fetched, if the vendor failed and an older answer stands in').nullable(),
  bars: z.int().describe('Closes in the computation'),
  window: z.int().describe('Hanning window in bars'),
  lookahead: z.int().describe('Lookahead in bars'),
  delta: z.number().describe('Delta in price units'),
  time: time('Open of the as-of bar'),
  stale: z
    .boolean()
    .describe("No bar in the as-of's session (daily, weekly: another bar should have closed); then nothing is tradable"),
  signal: SignalOutput.describe('What the newest extremum says'),
  peaks: z.array(TurnOutput).describe('Peaks, oldest first'),
  troughs: z.array(TurnOutput).describe('Troughs, oldest first'),
  survival: z
    .number()
    .nullable()
    .describe(
      'Share of extrema reported while provisional that were still reported once settled, on the bars before; null without any',
    ),
  survivalOf: z.int().describe('Number of extrema behind survival'),
  liquidity: LiquidityOutput.describe('Prints a minute'),
  recent: z
    .strictObject({
      time: z.array(z.string()).describe('Opens of the last bars, oldest first (ISO 8601 UTC)'),
      close: z.array(z.number()).describe('Raw closes of the same bars'),
      smoothed: z.array(z.number()).describe('Smoothed closes of the same bars'),
    })
    .describe('The last bars, for a chart'),
})
export type PeakTroughResult = z.infer<typeof ResultOutput>

const KeptSignalOutput = z.strictObject({
  id: z.int().describe('Number of the kept signal'),
  at: time('When it was kept'),
  asOf: time('As-of of the run'),
  symbol: z.string().describe('Symbol'),
  source: sourceOutput,
  timeframe: z.string().describe('Bar length'),
  action: z.string().describe('BUY, SELL or HOLD'),
  price: price('Last close then'),
  confidence: z.number().describe('Confidence'),
  stop: price('Stop').nullable(),
  reason: z.string().describe('Why'),
  tradable: z.boolean().describe('Whether it was tradable'),
})
export type KeptSignal = z.infer<typeof KeptSignalOutput>

export const PeakTroughOutput = z.strictObject({
  asOf: time('Only what was known at this instant was used; null with --history').nullable(),
  source: sourceOutput.nullable(),
  feed: feedOutput.nullable(),
  results: z.array(ResultOutput).describe('An answer for each symbol'),
  failed: failedOutput,
  history: z.array(KeptSignalOutput).optional().describe('With --history: kept signals, newest first'),
})
export type PeakTroughAnswer = z.infer<typeof PeakTroughOutput>
