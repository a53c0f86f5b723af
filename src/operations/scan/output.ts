import { adjustmentOutput, failedOutput } from '../common/shared.ts'
import { z } from '../operation.ts'

const optionalNumber = (about: string) => z.number().nullable().describe(about)

/** A symbol that the rule let through. Further columns (those of the rule, the order and `--columns`) stand beside these. */
const row = z
  .object({
    rank: z.int().describe('Place in the order, from 1'),
    symbol: z.string().describe('Symbol'),
    time: z.string().describe('Open of the as-of bar (ISO 8601 UTC)'),
    adjustment: adjustmentOutput,
    price: z.number().describe('Close of the as-of bar'),
    change: optionalNumber('Against the last close before this session, fraction'),
    change_1: optionalNumber('Against the bar before, fraction'),
    gap: optionalNumber('Open of the session against that close, fraction'),
    volume: optionalNumber('Volume of the as-of bar'),
    session_volume: optionalNumber('Volume of the session so far'),
    rvol: optionalNumber('Volume against the mean of the 20 sessions before (within the day: at the same minute)'),
    rvol_sessions: z.int().describe('Sessions that mean rests on'),
    prints_per_minute: optionalNumber('Mean prints of the last 5 regular minutes'),
    prints_feed: z.string().nullable().describe('Feed they were counted on, which may be another than that of the bars'),
    prints_coverage: optionalNumber("Share of the market's prints that this feed carries; under 1 the count is of a part"),
  })
  .catchall(z.union([z.number(), z.string()]).nullable().describe('Value of a further column; null when unknown'))

const kept = z.strictObject({
  id: z.int().describe('Number in the store'),
  at: z.string().describe('When it ran'),
  asOf: z.string().describe('What it knew'),
  rule: z.string().nullable().describe('Rule; null = everything'),
  timeframe: z.string().describe('Timeframe'),
  source: z.string().describe('Source'),
  feed: z.string().describe('Feed'),
  universe: z.string().describe('Universe'),
  scanned: z.int().describe('Symbols scanned'),
  matched: z.int().describe('Symbols that passed'),
  symbols: z.array(z.string()).describe('Symbols of its rows, in their order'),
})

export const scanOutput = z.strictObject({
  rule: z.string().nullable().describe('Rule as asked; null = everything'),
  expression: z.string().nullable().describe('The rule in full'),
  timeframe: z.string().describe('Timeframe'),
  source: z.string().nullable().describe('Where the data came from; null for --history'),
  feed: z.string().nullable().describe('Feed label of the data, several with commas; null for --history'),
  asOf: z.string().nullable().describe('Only what was known at this instant was used (ISO 8601 UTC); null for --history'),
  session: z.string().nullable().describe('As-of session of the US market: its date'),
  universe: z
    .strictObject({ name: z.string().describe('Universe'), symbols: z.int().describe('Symbols in it') })
    .describe('What was scanned'),
  sort: z.string().describe('Expression that ranks the rows, highest first'),
  scanned: z.int().describe('Symbols with a bar in the as-of session'),
  matched: z.int().describe('Symbols that passed the rule; rows holds the first --limit of them'),
  skipped: z
    .array(
      z.strictObject({ symbol: z.string().describe('Symbol'), reason: z.string().describe('stale, no-data or partial-feed') }),
    )
    .describe('Symbols that could not be judged'),
  failed: failedOutput,
  failedClauses: z
    .array(
      z.strictObject({
        clause: z.string().describe('A part of the rule'),
        failed: z.int().describe('Scanned symbols it stopped'),
      }),
    )
    .describe('How many symbols failed each clause of the rule (unknown counts as failed)'),
  rows: z.array(row).describe('The best matches'),
  warnings: z.array(z.string()).describe('What to know before trusting the numbers'),
  history: z.array(kept).optional().describe('With --history: kept scans, newest first'),
})

export type ScanOutput = z.infer<typeof scanOutput>
export type ScanRow = ScanOutput['rows'][number]
export type KeptScan = z.infer<typeof kept>
