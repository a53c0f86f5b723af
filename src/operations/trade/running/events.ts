import type { Instant } from '../../../core/time.ts'
import { iso } from '../../../core/time.ts'
import { limitsOutput } from '../../common/limits.ts'
import { z } from '../../operation.ts'
import { modeFields, modeOf } from '../desk/answer.ts'

const number = (text: string) => z.number().nullable().optional().describe(text)
const text = (what: string) => z.string().nullable().optional().describe(what)

const rehearsalOutput = z.strictObject({
  sessions: z.int().describe('Sessions that were replayed'),
  from: z.string().describe('First session date'),
  roundTrips: z.int().describe('Round trips in them'),
  totalReturn: z.number().nullable().describe('What they made of the equity, as a fraction, with simulated fills'),
  intents: z.int().describe('What the strategy asked for'),
  denied: z
    .array(z.strictObject({ rule: z.string().describe('Limit'), count: z.int().describe('Intents it denied') }))
    .describe('What the limits would have denied'),
})

const summaryOutput = z.strictObject({
  account: z.string().describe('Key of the account'),
  bars: z.int().describe('Bars that the strategy decided on'),
  intents: z.int().describe('What it asked for'),
  orders: z.int().describe('Orders that went out'),
  fills: z.int().describe('Executions'),
  roundTrips: z.int().describe('Round trips that ended'),
  profit: z.number().nullable().describe('What they made, in dollars after fees'),
  fees: z.number().nullable().describe('Fees, in dollars'),
  equity: z.number().nullable().describe('Equity of the account at the end'),
  denied: z
    .array(z.strictObject({ rule: z.string().describe('Limit'), count: z.int().describe('Intents it denied') }))
    .describe('Denials by limit'),
  ignored: z
    .array(z.strictObject({ rule: z.string().describe('Reason'), count: z.int().describe('How often') }))
    .describe('Intents of which nothing came otherwise'),
  flat: z.boolean().describe('Nothing of these symbols is held'),
  reconciled: z.boolean().describe('Our books and the broker agree'),
  open: z.array(z.string()).describe('What is still held or rests, in words'),
})

export type TradeRunSummary = z.output<typeof summaryOutput>
export type RehearsalOutput = z.output<typeof rehearsalOutput>

/** One event of a run, one line of the answer. */
export const tradeRunEvent = z.strictObject({
  type: z.enum(['status', 'intent', 'denied', 'order', 'fill', 'alert', 'quality']).describe('What it tells of'),
  time: z.string().describe('When it happened, on the clock of the market (ISO 8601 UTC)'),
  symbol: z.string().nullable().describe('Symbol; null for what concerns the account or the run'),
  ...modeFields,
  message: z.string().describe('The event in a sentence'),
  action: z.enum(['buy', 'short', 'exit', 'protect', 'cancel']).optional().describe('What the strategy asked for'),
  outcome: z.enum(['sent', 'shrunk', 'denied', 'rejected', 'ignored']).optional().describe('What became of it'),
  rule: text('The limit that denied or shrank it, or why nothing came of it'),
  value: number('What the limit measured'),
  limit: number('What the limit allows; of an order its limit price'),
  reason: text('Why it was asked for'),
  clientOrderId: text('Our id of the order'),
  side: z.enum(['buy', 'sell']).optional().describe('Side'),
  shares: number('Shares'),
  price: number('Price, in dollars'),
  fee: number('Fee, in dollars'),
  state: text('State of the order'),
  stop: number('Trigger, or protecting stop'),
  target: number('Profit target'),
  profit: number('Dollars'),
  phase: z
    .enum(['opened', 'rehearsed', 'waiting', 'running', 'stopping', 'ended', 'interrupted'])
    .optional()
    .describe('Where the run stands'),
  rehearsal: rehearsalOutput.optional().describe('What the last sessions would have been under the same limits'),
  limits: limitsOutput.optional(),
  summary: summaryOutput.optional().describe('The run, once it has ended'),
})

export type TradeRunEvent = z.output<typeof tradeRunEvent>
export type EventFields = Omit<TradeRunEvent, 'time' | 'symbol' | keyof typeof modeFields> & { symbol?: string | null }

/** Makes events of one account. */
export type Teller = (at: Instant, fields: EventFields) => TradeRunEvent

export function tellerOf(broker: Parameters<typeof modeOf>[0]): Teller {
  const account = modeOf(broker)
  return (at, { symbol = null, ...fields }) => ({ time: iso(at), symbol, ...account, ...fields })
}
