import { deflatedSharpe, sharpeSample } from '../../analysis/metrics/deflated-sharpe.ts'
import { backtestOverfitting } from '../../analysis/metrics/overfitting.ts'
import type { OptimizeOutput } from './output.ts'
import type { TrialResult } from './session.ts'

/** The odds that the best of the trials is luck. `daily`: its own daily returns. */
export function overfittingOf(
  results: readonly TrialResult[],
  daily: Float64Array,
  ever: { count: number; dailySharpes: Float64Array },
): OptimizeOutput['overfitting'] {
  const returns = results.flatMap(({ dailyReturns }) => dailyReturns ?? [])
  const found = backtestOverfitting(returns)
  const sample = sharpeSample(daily)
  return {
    deflatedSharpe: sample && deflatedSharpe(sample, ever),
    pbo: found?.pbo ?? null,
    chanceOfLoss: found?.chanceOfLoss ?? null,
    medianRank: found?.medianRank ?? null,
    trials: found?.trials ?? returns.length,
    combinations: found?.combinations ?? 0,
    trialsEver: ever.count,
  }
}
