import { dailyHistory } from '../../analysis/metrics/daily.ts'
import type { Metrics } from '../../analysis/metrics/types.ts'
import { isBetter } from '../../analysis/search/space.ts'
import { heatMap, heatMapAxes } from '../../analysis/statistics/heat-map.ts'
import { isoDate } from '../../core/time.ts'
import type { RunResult } from '../../engine/types.ts'
import { isSimulated } from '../../market/feeds.ts'
import { curveOf } from '../backtest/answer.ts'
import type { RunData } from '../backtest/data.ts'
import { runHead } from '../backtest/head.ts'
import type { Setup, StrategyForRun } from '../backtest/setup.ts'
import type { Context } from '../context.ts'
import { adviceOf } from './advice.ts'
import { OBJECTIVES, type OptimizeInput } from './input.ts'
import type { Neighbours } from './neighbours.ts'
import type { OptimizeOutput } from './output.ts'
import { overfittingOf } from './overfitting.ts'
import type { SearchPlan } from './space.ts'
import type { Stretches } from './stretches.ts'
import type { Study } from './study.ts'
import type { Trial } from './sweep.ts'
import type { FoldResult, WalkForward } from './walk-forward.ts'
import { warningsOf } from './warnings.ts'

export interface AnswerParts {
  context: Context
  input: OptimizeInput
  data: RunData
  loaded: StrategyForRun
  setup: Setup
  plan: SearchPlan
  stretches: Stretches
  study: Study
  /** Of the whole range, in the order of the search. */
  trials: Trial[]
  best: Trial
  /** The best over the whole range. */
  chosen: RunResult
  forward: WalkForward
  neighbours: Neighbours
}

const TOP = 10

/** Cells of a heat map that are worth looking at; more are drawn by nobody. */
const MOST_CELLS = 2500

/** The answer of a finished study. */
export function answerOf(parts: AnswerParts): OptimizeOutput {
  const { input, data, trials, best, chosen, forward, neighbours, stretches, study, plan, setup } = parts
  const { objective } = input
  const direction = OBJECTIVES[objective]
  const inSample = best.result.metrics as Metrics
  const outOfSample = forward.chained?.metrics ?? null
  const folds = forward.folds.map((fold) => foldOf(fold, objective))
  const own = [...trials, ...neighbours.extra].map((one) => one.result)
  const overfitting = overfittingOf(
    trials.map((one) => one.result),
    dailyHistory(chosen).returns,
    study.trialsEver(own),
  )
  const simulated = isSimulated(data.source.name) || data.feed.split(',').some(isSimulated)
  const runs = trials.length + neighbours.extra.length + forward.folds.reduce((sum, fold) => sum + fold.trials, 0)
  return {
    study: study.id,
    strategy: parts.loaded.strategy.name,
    ...(parts.loaded.source === 'path' && { file: parts.loaded.file }),
    symbols: data.series.map(({ bars }) => bars.symbol),
    objective,
    direction,
    method: plan.method,
    split: splitText(stretches, input.anchored),
    seed: parts.context.settings.seed,
    trials: trials.length,
    runs,
    resumed: study.found,
    best: { params: best.params, objective: best.objective, inSample, outOfSample },
    top: topOf(trials, direction),
    neighbours: neighbours.rows,
    folds,
    overfitting,
    heatMap: heatMapOf(trials, direction),
    ...adviceOf({
      objective,
      direction,
      trials: trials.length,
      inSample,
      outOfSample,
      folds,
      neighbours: neighbours.rows,
      overfitting,
      simulated,
    }),
    ...runHead(data, setup),
    curve: curveOf(forward.chained?.result ?? chosen),
    failedTrials: failedOf([...trials, ...neighbours.extra, ...forward.folds.flatMap((fold) => fold.failed)]),
    failed: data.failed,
    warnings: warningsOf(parts),
  }
}

function foldOf(
  { fold, trials, best, inSample, outOfSample }: FoldResult,
  objective: OptimizeInput['objective'],
): OptimizeOutput['folds'][number] {
  const { inSample: searched, outOfSample: judged } = fold
  return {
    fold: fold.number,
    inFrom: isoDate(searched.from),
    inTo: isoDate(searched.to),
    outFrom: isoDate(judged.from),
    outTo: isoDate(judged.to),
    params: best?.params ?? null,
    trials,
    inObjective: best?.objective ?? null,
    outObjective: outOfSample?.metrics[objective] ?? null,
    inSample,
    outOfSample: outOfSample?.metrics ?? null,
  }
}

function splitText({ all, folds }: Stretches, anchored: boolean): string {
  if (folds.length === 0)
    return `In sample only: all ${all.sessions} sessions were searched, and nothing was held back to judge the best on.`
  const searched = anchored ? 'every part before it' : 'the part before it'
  return `Walk-forward: ${all.sessions} sessions in ${folds.length + 1} parts; parts 2 to ${folds.length + 1} are each judged by the best of ${searched}.`
}

function topOf(trials: readonly Trial[], direction: 'higher' | 'lower'): OptimizeOutput['top'] {
  const ranked = trials
    .filter((one) => one.objective !== null && one.result.metrics !== null)
    .sort((a, b) => (isBetter(a.objective, b.objective, direction) ? -1 : isBetter(b.objective, a.objective, direction) ? 1 : 0))
  return ranked.slice(0, TOP).map(({ params, objective, result }) => ({ params, objective, metrics: result.metrics as Metrics }))
}

function heatMapOf(trials: readonly Trial[], direction: 'higher' | 'lower'): OptimizeOutput['heatMap'] {
  const points = trials.map(({ point, objective }) => ({ params: point, objective }))
  const axes = heatMapAxes(points)
  if (axes === null) return null
  const map = heatMap(points, axes[0], axes[1], direction)
  return map.acrossValues.length * map.downValues.length > MOST_CELLS ? null : map
}

function failedOf(trials: readonly Trial[]): OptimizeOutput['failedTrials'] {
  const errors = trials.flatMap(({ result }) => result.error ?? [])
  return { count: errors.length, first: errors[0] ?? null }
}
