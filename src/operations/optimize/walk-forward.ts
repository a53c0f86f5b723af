import { benchmarkOf } from '../../analysis/metrics/benchmark.ts'
import { dailyHistory, periodsPerYearOf } from '../../analysis/metrics/daily.ts'
import { computeMetrics } from '../../analysis/metrics/metrics.ts'
import type { Metrics } from '../../analysis/metrics/types.ts'
import type { Direction } from '../../analysis/search/space.ts'
import { bestOf } from '../../analysis/search/space.ts'
import type { RunResult } from '../../engine/types.ts'
import { column } from '../../market/bars.ts'
import type { RunData } from '../backtest/data.ts'
import { atLength } from '../common/breathe.ts'
import type { Context } from '../context.ts'
import type { TrialSession } from './session.ts'
import type { Fold } from './stretches.ts'
import type { Sweep, Trial } from './sweep.ts'

export interface FoldResult {
  fold: Fold
  trials: number
  failed: Trial[]
  /** Null when no trial had an objective. */
  best: Trial | null
  /** Of the best; null without one. */
  inSample: Metrics | null
  /** The best on the sessions after; null without one, or without money left. */
  outOfSample: { result: RunResult; metrics: Metrics } | null
}

export interface WalkForward {
  folds: FoldResult[]
  /** The out-of-sample runs one after the other, each with the money that the one before left; null when there was none. */
  chained: { result: RunResult; metrics: Metrics } | null
}

interface Parts {
  context: Context
  data: RunData
  sweep: Sweep
  session: TrialSession
  direction: Direction
  cash: number
}

/**
 * Searches each fold in sample and runs its best on the sessions after. Each out-of-sample run begins flat with the equity that the one before
 * ended with, positions valued at its last close; bars before it only warm indicators up.
 */
export async function walkForward(
  { context, data, sweep, session, direction, cash }: Parts,
  folds: readonly Fold[],
): Promise<WalkForward> {
  const results: FoldResult[] = []
  let money = cash
  for (const fold of folds) {
    const trials = await sweep.search(fold.inSample)
    const best = trials[bestOf(trials, direction)] ?? null
    const inSample = best && (await atLength(context, () => session.trial(fold.inSample, best.params).metrics))
    const judged = best && money > 0 ? () => session.run(fold.outOfSample, best.params, 'summary', money) : () => null
    const result = await atLength(context, judged)
    if (result) money = result.finalEquity
    const outOfSample = result && { result, metrics: metricsOf(data, result) }
    results.push({
      fold,
      trials: trials.length,
      failed: trials.filter((one) => one.result.error !== null),
      best,
      inSample,
      outOfSample,
    })
  }
  const runs = results.flatMap(({ outOfSample }) => outOfSample?.result ?? [])
  if (runs.length === 0) return { folds: results, chained: null }
  const result = chain(runs)
  return { folds: results, chained: { result, metrics: metricsOf(data, result) } }
}

/** Metrics of a run with the market beside it. */
export function metricsOf({ series, actions, timeframe }: RunData, result: RunResult): Metrics {
  const daily = dailyHistory(result)
  const benchmark = result.steps === 0 ? null : benchmarkOf(series, { days: daily.days, from: result.times[0] }, actions)
  return computeMetrics(result, result.roundTrips, result.totals, benchmark, {
    periodsPerYear: periodsPerYearOf(timeframe),
    daily,
  })
}

/** Runs that follow each other as one. */
function chain(runs: readonly RunResult[]): RunResult {
  const steps = runs.reduce((sum, run) => sum + run.steps, 0)
  const day = new Int32Array(steps)
  const columns = { times: column(steps), equity: column(steps), exposure: column(steps) }
  let at = 0
  for (const run of runs) {
    for (const name of ['times', 'equity', 'exposure'] as const) columns[name].set(run[name].subarray(0, run.steps), at)
    day.set(run.day.subarray(0, run.steps), at)
    at += run.steps
  }
  const last = runs[runs.length - 1]
  return {
    ...last,
    ...columns,
    steps,
    day,
    startCash: runs[0].startCash,
    roundTrips: runs.flatMap((run) => run.roundTrips),
    totals: runs.map((run) => run.totals).reduce(sumOf),
  }
}

function sumOf(a: RunResult['totals'], b: RunResult['totals']): RunResult['totals'] {
  const names = Object.keys(a) as (keyof RunResult['totals'])[]
  return Object.fromEntries(names.map((name) => [name, a[name] + b[name]])) as unknown as RunResult['totals']
}
