import { setInput } from '../backtest/input.ts'
import { symbolInput, timeframeInput } from '../common/shared.ts'
import { z } from '../operation.ts'
import { accountInput } from '../trade/desk/input.ts'

const share = (text: string) => z.number().gt(0).max(1).describe(text)

const { live, account, confirm } = accountInput

/** What `size` takes. `--risk` is the share of equity at risk here; the limits are always those of the settings. */
export const sizeInput = z.strictObject({
  symbol: symbolInput,
  method: z
    .enum(['risk', 'volatility', 'kelly'])
    .default('risk')
    .describe('risk: what the way to --stop may cost; volatility: the same with a stop in ATRs; kelly: what the edge is worth'),
  side: z
    .enum(['buy', 'sell'])
    .optional()
    .describe('buy for a long position, sell for a short one; default by the side of --stop, else buy'),
  risk: share('Share of equity that is lost when the stop is hit (risk, volatility)').default(0.01),
  stop: z.number().positive().optional().describe('Where the position is given up (risk; kelly with --win-rate)'),
  price: z.number().positive().optional().describe('Price the entry is expected at; default the last one'),
  multiple: z.number().gt(0).max(20).default(2).describe('ATRs from the price to the stop (volatility)'),
  period: z.int().min(2).max(200).default(14).describe('Bars of the ATR (volatility)'),
  timeframe: timeframeInput('1d'),
  winRate: share('Share of positions that win (kelly)').optional(),
  payoff: z.number().gt(0).max(1000).optional().describe('Mean win over mean loss (kelly)'),
  strategy: z
    .string()
    .min(1)
    .optional()
    .describe('Take the edge from what this strategy did in the past on the symbol, instead of --win-rate and --payoff (kelly)'),
  set: setInput,
  fraction: share('Part of the Kelly share that is used: the whole one swings wildly and trusts the past too much').default(0.5),
  equity: z.number().positive().optional().describe("Dollars to size by; default the account's equity"),
  live,
  account,
  confirm,
})
export type SizeInput = z.output<typeof sizeInput>
