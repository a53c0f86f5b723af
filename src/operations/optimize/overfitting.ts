import { deflatedSharpe, sharpeSample } from '../../analysis/metrics/deflated-sharpe.ts'
import { overfittingOfSums } from '../../analysis/metrics/overfitting.ts'
import type { OptimizeOutput } from './output.ts'
import type { TrialResult } from './session.ts'

/** The odds that the best of the trials is luck. `daily`: its own daily returns. */
export function overfittingOf(
  results: readonly TrialResult[],
  daily: Float64Array,
  ever: { count: number; dailySharpes: Float64Array },
): OptimizeOutput['overfitting'] {
  const sums = results.flatMap((one) => one.blockSums ?? [])
  const found = overfittingOfSums(sums, daily.length)
  const sample = sharpeSample(daily)
  return {
    deflatedSharpe: sample && deflatedSharpe(sample, ever),
    pbo: found?.pbo ?? null,
    chanceOfLoss: found?.chanceOfLoss ?? null,
    medianRank: found?.medianRank ?? null,
    trials: found?.trials ?? sums.length,
    combinations: found?.combinations ?? 0,
    trialsEver: ever.count,
  }
}
