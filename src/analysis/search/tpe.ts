import { Random } from '../random.ts'
import { estimator } from './parzen.ts'
import { freshPoint } from './random.ts'
import {
  combinations,
  type Direction,
  isBetter,
  type Outcome,
  type Point,
  pointKey,
  points,
  type Search,
  type Space,
} from './space.ts'

export interface TpeOptions {
  trials: number
  seed: number
  direction: Direction
}

/** Points suggested from the same knowledge, so that cores have work; always as many, whatever the number of cores. */
const BATCH = 8

/** Share of the trials that count as good (gamma of the paper). */
const GOOD = 0.15

/** Good trials, and others, that are estimated from at most (the best, and the newest): time stays in proportion to the trials. */
const MOST_GOOD = 25
const MOST_OTHERS = 250

/** Points drawn from the good ones for each suggestion; the one with the highest ratio of likelihoods is tried. */
const CANDIDATES = 24

/** Spaces of at most so many combinations are counted, so that a search does not look for points that are not there. */
const SMALL = 200_000

/**
 * Tree-structured Parzen estimators (J. Bergstra et al., "Algorithms for Hyper-Parameter Optimization", NIPS 24, 2011): after some random
 * trials, each parameter's values are estimated among the good trials, l(x), and among the rest, g(x); what is tried next is the candidate
 * with the highest l(x) / g(x), which is the highest expected improvement. Parameters are taken one by one. No point is tried twice.
 */
export function tpeSearch(space: Space, { trials, seed, direction }: TpeOptions): Search {
  const planned = combinations(space) <= SMALL ? Math.min(trials, [...points(space)].length) : trials
  const start = Math.min(planned, Math.max(10, Math.min(40, Math.ceil(trials / 5))))
  const keys: string[] = []
  return {
    planned,
    next(outcomes) {
      const wanted = Math.min(outcomes.length < start ? start - outcomes.length : BATCH, planned - outcomes.length)
      const random = new Random(seed, `tpe ${outcomes.length}`)
      for (let i = keys.length; i < outcomes.length; i++) keys.push(pointKey(outcomes[i].point))
      const tried = new Set(keys.slice(0, outcomes.length))
      const suggest = outcomes.length < start ? null : suggestions(space, outcomes, direction)
      const batch: Point[] = []
      while (batch.length < wanted) {
        const point = suggest?.(tried, random) ?? freshPoint(space, tried, random)
        if (point === null) break
        batch.push(point)
      }
      return batch
    },
  }
}

/** Suggests points from what came out so far; the function answers null when every candidate was tried or is not valid. */
function suggestions(space: Space, outcomes: readonly Outcome[], direction: Direction) {
  const ranked = outcomes.toSorted((a, b) =>
    isBetter(a.objective, b.objective, direction) ? -1 : isBetter(b.objective, a.objective, direction) ? 1 : 0,
  )
  const count = Math.min(MOST_GOOD, Math.max(2, Math.ceil(GOOD * ranked.length)))
  const good = new Set(ranked.slice(0, count))
  const others = outcomes.filter((one) => !good.has(one)).slice(-MOST_OTHERS)
  const of = (some: readonly Outcome[]) =>
    space.dimensions.map((one) =>
      estimator(
        one,
        some.map(({ point }) => point[one.name]),
      ),
    )
  const likely = of([...good])
  const rest = of(others)
  return (tried: Set<string>, random: Random): Point | null => {
    let best: { point: Point; key: string; ratio: number } | null = null
    for (let i = 0; i < CANDIDATES; i++) {
      const point = Object.fromEntries(space.dimensions.map((one, d) => [one.name, likely[d].draw(random)]))
      const key = pointKey(point)
      if (tried.has(key) || !space.valid(point)) continue
      const ratio = space.dimensions.reduce(
        (sum, one, d) => sum + Math.log(likely[d].likelihood(point[one.name])) - Math.log(rest[d].likelihood(point[one.name])),
        0,
      )
      if (best === null || ratio > best.ratio) best = { point, key, ratio }
    }
    if (best) tried.add(best.key)
    return best?.point ?? null
  }
}
