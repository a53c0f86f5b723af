import { neighboursOf } from '../../analysis/search/neighbours.ts'
import { pointKey, type Space } from '../../analysis/search/space.ts'
import type { OptimizeOutput } from './output.ts'
import type { Stretch } from './stretches.ts'
import type { Sweep, Trial } from './sweep.ts'

/** What one step aside from the best would have given, over the whole range; those that the search did not try are run. */
export async function judgeNeighbours(
  sweep: Sweep,
  space: Space,
  all: Stretch,
  trials: readonly Trial[],
  best: Trial,
): Promise<Neighbours> {
  const tried = new Map(trials.map((trial) => [pointKey(trial.point), trial]))
  const near = neighboursOf(space, best.point)
  const missing = near.filter(({ point }) => !tried.has(pointKey(point))).map(({ point }) => point)
  const extra = await sweep.trials({ ...all, name: 'neighbours' }, missing)
  for (const trial of extra) tried.set(pointKey(trial.point), trial)
  const rows = near.map(({ name, value, point }) => {
    const trial = tried.get(pointKey(point)) as Trial
    const share =
      best.objective !== null && best.objective > 0 && trial.objective !== null ? trial.objective / best.objective : null
    return { name, value, params: trial.params, objective: trial.objective, share }
  })
  return { rows, extra }
}

export interface Neighbours {
  rows: OptimizeOutput['neighbours']
  /** Trials beyond those of the search. */
  extra: Trial[]
}
