import type { Metrics } from '../../analysis/metrics/types.ts'
import type { Direction } from '../../analysis/search/space.ts'
import { costInput, dataInput, setInput, strategyInput } from '../backtest/input.ts'
import { symbolsInput } from '../common/shared.ts'
import { z } from '../operation.ts'

/** Metrics that can be searched for, and which way each is better. */
export const OBJECTIVES = {
  sharpe: 'higher',
  sortino: 'higher',
  calmar: 'higher',
  totalReturn: 'higher',
  cagr: 'higher',
  finalEquity: 'higher',
  profitFactor: 'higher',
  expectancy: 'higher',
  winRate: 'higher',
  sqn: 'higher',
  alpha: 'higher',
  maxDrawdown: 'lower',
  maxDrawdownDays: 'lower',
  volatility: 'lower',
  var95: 'lower',
  cvar95: 'lower',
} as const satisfies Partial<Record<keyof Metrics, Direction>>

export type Objective = keyof typeof OBJECTIVES

/** Combinations that a grid may have; more are refused, with their number. */
export const MOST_TRIALS = 100_000

/** Combinations of a grid, and trials of the other methods, when none are said. */
export const USUAL_GRID = 10_000
export const USUAL_TRIALS = 200

/** Folds when none are said. */
export const USUAL_FOLDS = 5

export const optimizeInput = z.strictObject({
  strategy: strategyInput,
  symbols: symbolsInput,
  range: z
    .array(z.string())
    .default([])
    .describe(
      'Parameter to search, as fast=5:50:5 (from:to:step) or stopAtr=1,2,3; give it again for another. None = all, within their own limits',
    ),
  objective: z
    .enum(Object.keys(OBJECTIVES) as [Objective, ...Objective[]])
    .default('sharpe')
    .describe('Metric to search for, highest or (drawdown, volatility, VaR) lowest'),
  method: z
    .enum(['grid', 'random', 'tpe'])
    .optional()
    .describe(
      'grid (every combination), random, or tpe (learns where the good ones are); default: grid with --range, tpe without',
    ),
  trials: z
    .int()
    .min(2)
    .max(MOST_TRIALS)
    .optional()
    .describe(`Trials of random and tpe (${USUAL_TRIALS}); most combinations that a grid may have (${USUAL_GRID})`),
  walkForward: z
    .int()
    .min(2)
    .max(50)
    .optional()
    .describe('Folds (5): the sessions are cut into one part more; each fold searches one part and is judged on the next'),
  anchored: z.boolean().default(false).describe('Every fold searches from the first session on, not only the part before'),
  inSample: z.boolean().default(false).describe('No walk-forward: the best over the whole range, without any evidence beyond it'),
  workers: z.int().min(1).max(64).optional().describe('Threads; default one a core, at most 8. The answer is the same'),
  set: setInput,
  ...dataInput,
  ...costInput,
  report: z.string().optional().describe('Write an HTML report to this file'),
})
export type OptimizeInput = z.output<typeof optimizeInput>
