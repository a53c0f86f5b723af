import { dataWarnings } from '../backtest/data-warnings.ts'
import { clipped, importsWarning } from '../backtest/run-warnings.ts'
import type { AnswerParts } from './answer.ts'

/** Values of a parameter whose best stands at the end of its range. */
function atAnEnd({ best, trials }: AnswerParts): string[] {
  const warnings: string[] = []
  for (const [name, value] of Object.entries(best.point)) {
    if (typeof value !== 'number') continue
    const values = trials.map(({ point }) => Number(point[name]))
    const [low, high] = [Math.min(...values), Math.max(...values)]
    if (low < high && (value === low || value === high)) {
      warnings.push(
        `the best ${name} (${value}) is the ${value === low ? 'lowest' : 'highest'} tried: a wider range may hold a better one`,
      )
    }
  }
  return warnings
}

/** Sentences on what a reader of the answer would otherwise find out too late. */
export function warningsOf(parts: AnswerParts): string[] {
  const { data, trials, best, chosen, plan, forward, input, loaded } = parts
  const warnings = [...clipped(data, input.to), ...dataWarnings(data), ...importsWarning(loaded), ...atAnEnd(parts)]
  const idle = trials.filter(({ result, objective }) => result.error === null && objective === null).length
  const failed = trials.filter(({ result }) => result.error !== null).length
  const without = forward.folds.filter((fold) => fold.outOfSample === null).map(({ fold }) => fold.number)
  if (data.failed.length > 0)
    warnings.push(`without ${data.failed.map((one) => one.symbol).join(', ')}: fewer symbols than asked for`)
  if (trials.length < plan.planned)
    warnings.push(`${trials.length} trials instead of ${plan.planned}: no more combinations were found`)
  if (failed > 0) warnings.push(`${failed} of ${trials.length} trials failed`)
  if (idle > 0) warnings.push(`${idle} of ${trials.length} trials have no objective: no fill, or it cannot be computed`)
  const compared = trials.filter(({ result }) => result.blockSums !== null).length
  if (compared < trials.length - failed) {
    warnings.push(
      `the probability of overfitting was computed of ${compared} of ${trials.length} trials, drawn by their parameters: all would take too long`,
    )
  }
  if (without.length > 0)
    warnings.push(`nothing to judge out of sample in fold ${without.join(', ')}: no trial before it had an objective`)
  if (chosen.totals.ambiguousBars > 0) {
    warnings.push(
      `${chosen.totals.ambiguousBars} bars of the best held stop and target both; the stop was taken (openbell backtest looks into finer bars)`,
    )
  }
  if (chosen.totals.marginCalls > 0) warnings.push(`${chosen.totals.marginCalls} margin calls closed positions of the best`)
  if (best.result.metrics !== null && best.result.metrics.roundTrips < 10)
    warnings.push(`the best closed ${best.result.metrics.roundTrips} round trips in the whole range`)
  return warnings
}
