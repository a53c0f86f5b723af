import { z } from '../operation.ts'
import { modeFields } from '../trade/desk/answer.ts'

const dollars = (text: string) => z.number().nullable().describe(`${text} (dollars)`)
const count = (text: string) => z.int().describe(text)

const tripOutput = z.strictObject({
  symbol: z.string().describe('Symbol'),
  side: z.enum(['long', 'short']).describe('Which way'),
  shares: z.number().describe('Largest size held'),
  entryTime: z.string().describe('First fill (ISO 8601 UTC)'),
  exitTime: z.string().describe('Last fill (ISO 8601 UTC)'),
  profit: z.number().describe('After fees (dollars)'),
})

const LESSONS = [
  'losses-early',
  'losers-held-longer',
  'worst-against-mean-win',
  'fees-of-gains',
  'symbol-that-loses',
  'losses-in-a-row',
  'one-trip-made-the-day',
  'denied-often',
  'data-faults',
] as const

const lessonOutput = z.strictObject({
  what: z.enum(LESSONS).describe('Which statistic it is'),
  text: z.string().describe('The fact in a sentence'),
  n: count('Cases that it is about'),
  of: count('Cases that were looked at'),
})

const dataFaultsOutput = z.strictObject({
  symbols: count('Symbols that the session watched'),
  stale: count('How often data was said to be stale'),
  gaps: count('Holes in the data'),
  repaired: count('Holes that history has closed'),
  restarts: count('Streams of a symbol that were begun anew'),
  duplicates: count('Prints that were told twice'),
  outOfOrder: count('Prints that came out of order'),
})

/** One account's day, summed up. */
export const wrapOutput = z.strictObject({
  ...modeFields,
  account: z.string().describe('Key of the account'),
  date: z.string().describe('Exchange date'),
  madeAt: z.string().describe('When it was made, on the system clock (ISO 8601 UTC)'),
  session: z
    .strictObject({
      opensAt: z.string().describe('Regular open (ISO 8601 UTC)'),
      closesAt: z.string().describe('Regular close (ISO 8601 UTC)'),
      halfDay: z.boolean().describe('It closed early'),
    })
    .nullable()
    .describe('Regular session of the date; null when there was none'),
  equity: z
    .strictObject({
      start: dollars('Last mark of a day before, else the first of this one'),
      end: dollars('Last mark of the day'),
      change: z.number().nullable().describe('What it changed, as a fraction; money that came in or went out included'),
    })
    .describe('What the account was worth'),
  roundTrips: z
    .strictObject({
      count: count('Round trips that ended on the day'),
      won: count('That made money after fees'),
      lost: count('That lost money'),
      winRate: z.number().nullable().describe('Won of all, as a fraction'),
      profit: z.number().describe('What they made after fees (dollars)'),
      fees: z.number().describe('Fees in them (dollars)'),
      meanWin: dollars('Mean of those that won'),
      meanLoss: dollars('Mean of those that lost'),
      best: tripOutput.nullable().describe('The best'),
      worst: tripOutput.nullable().describe('The worst'),
    })
    .describe('Positions from flat to flat'),
  bySymbol: z
    .array(
      z.strictObject({
        symbol: z.string().describe('Symbol'),
        roundTrips: count('Round trips'),
        won: count('That made money'),
        profit: z.number().describe('What they made after fees (dollars)'),
      }),
    )
    .describe('Round trips by symbol, the best first'),
  orders: z
    .strictObject({
      made: count('Orders that were intended on the day'),
      filled: count('Filled wholly'),
      canceled: count('Canceled'),
      expired: count('Expired'),
      rejected: count('Rejected by the broker'),
      denied: count('Denied by our limits'),
      shrunk: count('Made smaller by our limits'),
      open: count('That may still fill at the end of the day'),
      unknown: count('Of which nobody knows whether they arrived'),
    })
    .describe('Orders of the day'),
  fills: z
    .strictObject({ count: count('Executions'), fees: z.number().describe('Fees (dollars)') })
    .describe('Executions of the day'),
  denials: z
    .array(
      z.strictObject({
        rule: z.string().describe('Limit'),
        denied: count('Intents it denied'),
        shrunk: count('Intents it made smaller'),
        message: z.string().describe('What it said last'),
      }),
    )
    .describe('Denials by limit, the busiest first'),
  alerts: z
    .strictObject({
      count: count('Alerts that fired'),
      failed: count('That could not be sent by some way'),
      heldBack: count('Held back by the rate limit or quiet hours'),
      byRule: z
        .array(z.strictObject({ name: z.string().describe('Rule'), count: count('How often it fired') }))
        .describe('By rule, the busiest first'),
    })
    .describe('Alerts of the day'),
  data: dataFaultsOutput.nullable().describe('What was wrong with the data; null when no session told'),
  flat: z.boolean().describe('Nothing was held at the end of the day'),
  held: z
    .array(
      z.strictObject({
        symbol: z.string().describe('Symbol'),
        shares: z.number().describe('Signed shares'),
        averagePrice: z.number().describe('Mean price paid (dollars)'),
      }),
    )
    .describe('What was held then'),
  stopped: z.array(z.string()).describe('Halts, lowered states of trading and broken books, with their reasons'),
  lessons: z.array(lessonOutput).describe('Facts worth a note: what they are about and of how many'),
  others: z.array(z.string()).describe('Other accounts of which this date was summed up'),
  report: z.string().nullable().describe('File of the report; null when none was asked for'),
})

export type WrapOutput = z.output<typeof wrapOutput>
export type Lesson = z.output<typeof lessonOutput>
export type DataFaults = z.output<typeof dataFaultsOutput>
