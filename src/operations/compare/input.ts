import { costInput, dataInput } from '../backtest/input.ts'
import { z } from '../operation.ts'

/** What `compare` may be asked. */
export const compareInput = z.strictObject({
  names: z
    .array(z.string())
    .min(2, 'name at least one strategy and one symbol: compare sma-cross breakout SIMALL')
    .describe('Strategies, then symbols: sma-cross rsi-reversion SIMALL')
    .meta({ positional: true }),
  ...dataInput,
  ...costInput,
  by: z
    .enum(['sharpe', 'sortino', 'calmar', 'totalReturn', 'cagr', 'maxDrawdown', 'profitFactor', 'expectancy', 'sqn'])
    .default('sharpe')
    .describe('Metric to rank by, best first'),
  report: z.string().optional().describe('Write an HTML report to this file'),
})
export type CompareInput = z.output<typeof compareInput>
