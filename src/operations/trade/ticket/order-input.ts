import { symbolInput } from '../../common/shared.ts'
import { z } from '../../operation.ts'
import { accountInput } from '../desk/input.ts'

const priceInput = (text: string) => z.number().positive().optional().describe(text)

/** Sends at once; `--yes` says the same. */
export const executeInput = z
  .boolean()
  .default(false)
  .describe('Send it; without it the answer is a preview, and at a terminal a question (--yes = --execute)')

/** What an order of `trade buy` and `trade sell` takes. */
export const orderInput = z.strictObject({
  symbol: symbolInput,
  quantity: z
    .number()
    .positive()
    .describe('Shares (fractions where the broker takes them), or dollars with --notional')
    .meta({ positional: true }),
  limit: priceInput('Limit price'),
  market: z.boolean().default(false).describe('A market order; where the limits allow none it is sent as a limit at the collar'),
  trigger: priceInput('Stop price that makes the order live; with --limit a stop-limit order'),
  stop: priceInput('Protecting stop: goes live with the fill'),
  target: priceInput('Profit target: goes live with the fill'),
  trail: z
    .string()
    .optional()
    .describe(
      'Protecting trailing stop, so far behind the best price: 1% or 0.50; without a price of its own the order itself trails',
    ),
  tif: z.enum(['day', 'gtc', 'ioc', 'fok', 'opg', 'cls']).default('day').describe('How long it is good'),
  extended: z.boolean().default(false).describe('May fill before and after the regular session (limit orders)'),
  notional: z.boolean().default(false).describe('The quantity is dollars, not shares (market orders of the day)'),
  short: z
    .boolean()
    .default(false)
    .describe('A sale may open or add to a short position; without it it only lowers what is held'),
  execute: executeInput,
  ...accountInput,
})

export type OrderInput = z.output<typeof orderInput>
