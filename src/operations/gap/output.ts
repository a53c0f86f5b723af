import { CAUSES } from '../../engine/gap/types.ts'
import { z } from '../operation.ts'
import { modeFields } from '../trade/desk/answer.ts'

const cents = (what: string) => z.number().describe(`${what} (dollars, whole cents)`)

const WHAT = {
  signal: 'only one side decided so: by hand, by another decision, or by an order that the model has not',
  delay: 'how far the market went before the order was sent',
  price: 'what the fill cost against the market at the sending, less what the model allows',
  size: 'more or fewer shares',
  fee: 'other fees',
  missed: 'the model filled, the run did not: never sent, denied, rejected, canceled or unfilled',
} as const satisfies Record<(typeof CAUSES)[number], string>

const causesOutput = z
  .strictObject(Object.fromEntries(CAUSES.map((cause) => [cause, cents(WHAT[cause])])) as Record<keyof typeof WHAT, z.ZodNumber>)
  .describe('The money by cause; they add up to it to the cent')

const filledOutput = z
  .strictObject({
    shares: z.number().describe('Shares filled on the day'),
    price: z.number().describe('Their mean price (dollars)'),
    fees: z.number().describe('Fees (dollars)'),
    time: z.string().describe('First fill (ISO 8601 UTC)'),
  })
  .nullable()

export const gapOutput = z.strictObject({
  ...modeFields,
  account: z.string().describe('Account, as the journal calls it'),
  date: z.string().describe('Exchange date'),
  total: cents('What the day really made less what the model made'),
  real: cents('What the orders of the day really made, positions at the closing marks'),
  model: cents('What those of the model made at the same marks'),
  causes: causesOutput,
  runs: z
    .array(
      z.strictObject({
        run: z.string().describe('Run: strategy, and a hash of parameters, timeframe and account'),
        strategy: z.string().describe('Strategy, as it was typed'),
        params: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()]).describe('Value')).describe('Its parameters'),
        symbols: z.array(z.string()).describe('Symbols'),
        timeframe: z.string().describe('Timeframe'),
        source: z.string().describe('Where its bars came from'),
        feed: z.string().describe('Feed of those bars'),
        startedAt: z.string().describe('When it began (ISO 8601 UTC)'),
        endedAt: z.string().nullable().describe('When it ended; null while it goes on, or when it was killed'),
        starts: z.int().describe('How often a process of it was started'),
        model: cents('What its model day made'),
      }),
    )
    .describe('Strategies that ran on the day'),
  orders: z
    .array(
      z.strictObject({
        clientOrderId: z.string().describe('Client order id; of an order of the model alone the id that it would have had'),
        symbol: z.string().describe('Symbol'),
        side: z.enum(['buy', 'sell']).describe('Side'),
        purpose: z
          .enum(['entry', 'exit', 'stop', 'target', 'close'])
          .describe('What it was for; close: before the end of the day'),
        run: z.string().nullable().describe('Run that it belongs to; null for what a person asked for'),
        time: z.string().describe('When it was made (ISO 8601 UTC)'),
        state: z.string().nullable().describe('What really became of it; null when it was never made'),
        real: filledOutput.describe('What really filled; null for nothing'),
        model: filledOutput.describe('What filled in the model; null for nothing'),
        arrival: z
          .number()
          .nullable()
          .describe('Price of the market when it was sent; null where it says nothing or is not known'),
        mark: z.number().describe('Closing mark of the symbol'),
        money: cents('What it really made less what the model made'),
        causes: causesOutput,
        reason: z.string().describe('What was different, in words'),
      }),
    )
    .describe('Every order that filled on either side, in the order of time'),
  assumed: z.array(z.string()).describe('What of the run could not be had as it was'),
})

export type GapOutput = z.output<typeof gapOutput>
