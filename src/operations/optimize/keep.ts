import type { RunResult } from '../../engine/types.ts'
import { parseTimeframe } from '../../market/timeframe.ts'
import type { Context } from '../context.ts'
import { keepRun, requestOf } from '../runs/kept.ts'
import type { OptimizeInput } from './input.ts'
import type { OptimizeOutput } from './output.ts'
import type { WalkForward } from './walk-forward.ts'

/** The runs whose equity is kept and drawn. */
export interface Curves {
  /** The best over the whole range. */
  chosen: RunResult
  forward: WalkForward
}

/** Points of a curve kept with a study. */
const MOST_POINTS = 3000

/**
 * Columns kept with a study: `times` and `equity` (multiples of the start) of the best over the whole range, `outTimes` and `outEquity` of the
 * folds one after the other where there are any.
 */
export function studyColumns({ chosen, forward }: Curves): Record<string, Float64Array> {
  const best = thinned(chosen)
  const out = forward.chained && thinned(forward.chained.result)
  return { times: best.times, equity: best.equity, ...(out && { outTimes: out.times, outEquity: out.equity }) }
}

function thinned({ times, equity, steps, startCash }: RunResult): { times: Float64Array; equity: Float64Array } {
  const points = Math.min(steps, MOST_POINTS)
  const rows = Array.from({ length: points }, (_, i) => (points < 2 ? 0 : Math.round((i * (steps - 1)) / (points - 1))))
  return {
    times: Float64Array.from(rows, (row) => times[row]),
    equity: Float64Array.from(rows, (row) => equity[row] / startCash),
  }
}

/** Keeps a finished study among the runs. */
export async function keepStudy(context: Context, input: OptimizeInput, answer: OptimizeOutput, curves: Curves): Promise<void> {
  const { study, strategy, symbols, timeframe, source, feed, best, verdict } = answer
  const shown = best.outOfSample ?? best.inSample
  const lost = await keepRun(context, {
    id: study,
    kind: 'optimize',
    strategy,
    symbols,
    timeframe: parseTimeframe(timeframe),
    source,
    summary: { feed, totalReturn: shown.totalReturn, sharpe: shown.sharpe, roundTrips: shown.roundTrips, grade: verdict },
    body: { request: requestOf(context, input), answer },
    columns: studyColumns(curves),
  })
  if (lost !== null) context.progress.warn(lost)
}
