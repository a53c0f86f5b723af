import { riskInput } from '../common/limits.ts'
import { symbolsInput, timeframeInput } from '../common/shared.ts'
import { z } from '../operation.ts'

/** What data a run sees; the same flags for backtest, compare and optimize. */
export const dataInput = {
  timeframe: timeframeInput('1d'),
  from: z
    .string()
    .optional()
    .describe(
      'First session date (YYYY-MM-DD), itself included; indicators warm up inside the range. Without it: the whole of --source store, else 5 years of 1d, 10 of 1w, a year of 1h and 30m, 6 months of 15m, 3 of 5m, 1 of 1m',
    ),
  to: z.string().optional().describe('Last session date, itself included'),
}

/** What a run costs and may do; the same flags for backtest, compare and optimize. */
export const costInput = {
  cash: z.number().positive().max(1e12).default(100_000).describe('Dollars to start with'),
  fee: z
    .string()
    .default('us')
    .describe('us (SEC and TAF fees by date), none, a fraction of each fill (0.001), or share:0.005 (dollars a share)'),
  slippage: z
    .string()
    .default('spread')
    .describe(
      'spread (half of it, as stated in the answer), none, fixed:0.01 (dollars a share) or volume (impact by share of volume)',
    ),
  margin: z.number().min(1).max(20).default(1).describe('Gross exposure allowed, as a multiple of equity'),
  fractional: z.boolean().default(false).describe('Fractions of shares; otherwise whole ones'),
  account: z
    .enum(['none', 'margin', 'cash'])
    .default('none')
    .describe(
      'Dated account rules: none; margin (day-trading rule by date, broker hours) or cash (settled cash only, broker hours)',
    ),
  risk: riskInput.default('none'),
}

export const setInput = z
  .array(z.string())
  .default([])
  .describe('Strategy parameter as name=value; give it again for another (openbell strategies info NAME lists them)')

export const strategyInput = z
  .string()
  .min(1)
  .describe('Strategy: a name (openbell strategies list) or the path of a file')
  .meta({ positional: true })

export const backtestInput = z.strictObject({
  strategy: strategyInput,
  symbols: symbolsInput,
  ...dataInput,
  ...costInput,
  set: setInput,
  monteCarlo: z
    .int()
    .min(0)
    .max(100_000)
    .default(0)
    .describe('Resampled equity paths (block bootstrap of daily returns); 0 = none'),
  ruin: z.number().gt(0).max(1).default(0.5).describe('Fall from the start, as a fraction, that counts as ruin in Monte Carlo'),
  check: z
    .boolean()
    .default(false)
    .describe('Look-ahead and warm-up analysis: cut the data, shuffle the future, move the start; any changed intent is named'),
  report: z.string().optional().describe('Write an HTML report to this file'),
  equity: z.boolean().default(false).describe('Carry the equity curve (one row a session) in the answer'),
})
export type BacktestInput = z.output<typeof backtestInput>
export type DataFlags = Pick<BacktestInput, 'symbols' | 'timeframe' | 'from' | 'to'>
export type CostFlags = Pick<BacktestInput, 'cash' | 'fee' | 'slippage' | 'margin' | 'fractional' | 'account' | 'risk'>
