import { bestOf, type Point } from '../../analysis/search/space.ts'
import type { ParamValues } from '../../strategy/types.ts'
import type { Context } from '../context.ts'
import { OBJECTIVES, type Objective } from './input.ts'
import type { TrialRunner } from './runner.ts'
import { objectiveOnly, type TrialResult } from './session.ts'
import { paramsAt, type SearchPlan } from './space.ts'
import { isWhole, type Stretch } from './stretches.ts'
import type { Study } from './study.ts'

/** One set of parameters with what it gave on a stretch. */
export interface Trial {
  point: Point
  params: ParamValues
  result: TrialResult
  objective: number | null
}

export interface SweepOptions {
  context: Context
  study: Study
  runner: TrialRunner
  plan: SearchPlan
  base: ParamValues
  objective: Objective
  /** Most trials that the odds of overfitting are computed of. */
  mostCompared: number
}

/** Searches stretches of the data, and says how far the whole of it is. */
export class Sweep {
  readonly #options: SweepOptions
  /** Sessions that trials of later stretches will take. */
  #ahead = 0
  /** In trials over the longest stretch, so that the time left can be told from the share that is done. */
  #total = 0
  #done = 0
  readonly #longest: number
  #best: Trial | null = null

  constructor(options: SweepOptions, stretches: readonly Stretch[]) {
    this.#options = options
    this.#ahead = stretches.reduce((sum, { sessions }) => sum + sessions * options.plan.planned, 0)
    this.#longest = Math.max(1, ...stretches.map(({ sessions }) => sessions))
    this.#total = this.#ahead / this.#longest
  }

  /** Every trial of the search on one stretch, in the order of the search. */
  async search(stretch: Stretch): Promise<Trial[]> {
    const { plan, objective } = this.#options
    const search = plan.search()
    const trials: Trial[] = []
    this.#best = null
    this.#ahead -= stretch.sessions * plan.planned
    for (let points = search.next(trials); points.length > 0; points = search.next(trials)) {
      trials.push(...(await this.trials(stretch, points, stretch.sessions * (plan.planned - trials.length - points.length))))
    }
    // A search that found no more points leaves fewer trials than planned.
    this.#total -= (plan.planned - trials.length) * this.#weight(stretch)
    this.#best = trials[bestOf(trials, OBJECTIVES[objective])] ?? null
    return trials
  }

  /** Trials of some points on a stretch, those that are known taken as they were. */
  async trials(stretch: Stretch, points: readonly Point[], ahead = 0): Promise<Trial[]> {
    const { study, runner, base } = this.#options
    const made: Trial[] = points.map((point) => ({ point, params: paramsAt(base, point), result: UNKNOWN, objective: null }))
    const missing: Trial[] = []
    for (const trial of made) {
      const known = study.known(stretch.name, trial.params)
      if (known === undefined) missing.push(trial)
      else this.#settle(trial, known)
    }
    // What was known takes no time: it would make the rate of the rest look better than it is.
    this.#total -= (made.length - missing.length) * this.#weight(stretch)
    const params = missing.map((trial) => trial.params)
    await runner.run(stretch, params, ahead + this.#ahead, (index, result) => {
      const kept = this.#lighter(stretch, missing[index], result)
      study.add(stretch.name, missing[index].params, kept, isWhole(stretch))
      this.#settle(missing[index], kept)
      this.#done += this.#weight(stretch)
      this.#report(stretch)
    })
    study.flush()
    return made
  }

  #weight({ sessions }: Stretch): number {
    return sessions / this.#longest
  }

  #settle(trial: Trial, result: TrialResult): void {
    trial.result = result
    trial.objective = result.objective
    const best = this.#best
    if (bestOf([...(best ? [best] : []), trial], OBJECTIVES[this.#options.objective]) === (best ? 1 : 0)) this.#best = trial
  }

  /**
   * What is kept of a trial: of a fold's no more than its objective (the best is run again for its metrics), of one over the whole range its
   * metrics, and what the odds of overfitting need of it where it is one of those compared.
   */
  #lighter(stretch: Stretch, { params }: Trial, result: TrialResult): TrialResult {
    if (!isWhole(stretch)) return objectiveOnly(result)
    const { plan, mostCompared } = this.#options
    const every = Math.ceil(plan.planned / mostCompared)
    return every <= 1 || hashOf(params) % every === 0 ? result : { ...result, blockSums: null }
  }

  #report({ name }: Stretch): void {
    const { context, objective } = this.#options
    const best = this.#best
    const found =
      best?.objective === null || best === null
        ? ''
        : ` · best ${objective} ${best.objective.toFixed(2)} (${pointText(best.point)})`
    context.progress.update(this.#done, Math.max(this.#done, this.#total), `${name}${found}`)
  }
}

const UNKNOWN: TrialResult = { objective: null, metrics: null, dailySharpe: null, blockSums: null, error: null }

/** A number from the parameters, so that the trials that are compared do not depend on the order they ended in. */
function hashOf(params: ParamValues): number {
  let hash = 0
  for (const character of JSON.stringify(params)) hash = (Math.imul(hash, 31) + character.charCodeAt(0)) >>> 0
  return hash
}

/** A point in words: fast=10 slow=30. */
export function pointText(point: Point): string {
  return Object.entries(point)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ')
}
