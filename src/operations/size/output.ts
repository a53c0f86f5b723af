import { ruleVerdictOutput } from '../common/limits.ts'
import { asOfOutput, feedOutput, sourceOutput } from '../common/shared.ts'
import { z } from '../operation.ts'
import { maybeModeFields } from '../trade/desk/answer.ts'

const dollars = (text: string) => z.number().describe(`${text} (dollars)`)
const maybe = (text: string) => z.number().nullable().describe(text)

export const sizeOutput = z.strictObject({
  ...maybeModeFields('where --equity stands for it'),
  asOf: asOfOutput,
  source: sourceOutput,
  feed: feedOutput,
  symbol: z.string().describe('Symbol'),
  side: z.enum(['buy', 'sell']).describe('buy opens a long position, sell a short one'),
  method: z.enum(['risk', 'volatility', 'kelly']).describe('How it was worked out'),
  shares: z.int().describe('Whole shares; 0 when the money does not come to one'),
  price: dollars('Entry price that it is worked out at'),
  priceTime: z.string().nullable().describe('When that price was made (ISO 8601 UTC); null when it was typed'),
  stop: maybe('Where the position is given up (dollars); null without one'),
  riskMoney: maybe('What is lost at the stop, fees and slippage left out (dollars); null without a stop'),
  notional: dollars('What the shares are worth at the price'),
  equity: dollars('Equity that it is worked out from'),
  atr: maybe('Average true range (dollars), by volatility'),
  kelly: z
    .strictObject({
      full: z.number().describe('Kelly share: of equity at risk (with --stop), or of equity in the position (with --strategy)'),
      used: z.number().describe('The part of it that was used'),
      roundTrips: z.int().nullable().describe('Round trips of the strategy that it comes from; null when the edge was typed'),
    })
    .nullable()
    .describe('By kelly'),
  formula: z.string().describe('How the shares were worked out, with the numbers'),
  reference: z.string().describe('Where the formula comes from'),
  allowed: z.int().describe('Shares that the limits on size let through for a flat account'),
  limitedBy: z.array(ruleVerdictOutput).describe('Limits on size that the shares do not keep'),
  warnings: z.array(z.string()).describe('What to know before believing it'),
})
export type SizeOutput = z.output<typeof sizeOutput>
