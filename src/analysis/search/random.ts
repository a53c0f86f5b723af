import { Random } from '../random.ts'
import { anyPoint, combinations, type Point, pointKey, points, type Search, type Space } from './space.ts'

/** Spaces of up to so many combinations are drawn from a list, so that the last free one is found too. */
const SMALL = 200_000

/** Draws in vain after which a space counts as used up. */
const PATIENCE = 2000

/** Valid points drawn evenly, none twice; fewer than asked for where the space has no more (J. Bergstra and Y. Bengio, "Random Search for
 * Hyper-Parameter Optimization", Journal of Machine Learning Research 13, 2012, say why that beats a grid of many parameters). */
export function randomSearch(space: Space, { trials, seed }: { trials: number; seed: number }): Search {
  const drawn = drawPoints(space, trials, new Random(seed, 'random search'))
  return { planned: drawn.length, next: (outcomes) => drawn.slice(outcomes.length) }
}

function drawPoints(space: Space, trials: number, random: Random): Point[] {
  if (combinations(space) <= SMALL) return shuffled([...points(space)], trials, random)
  const tried = new Set<string>()
  const drawn: Point[] = []
  while (drawn.length < trials) {
    const point = freshPoint(space, tried, random)
    if (point === null) break
    drawn.push(point)
  }
  return drawn
}

/** A valid point that was not tried, noted as tried; null when none was found. */
export function freshPoint(space: Space, tried: Set<string>, random: Random): Point | null {
  for (let i = 0; i < PATIENCE; i++) {
    const point = anyPoint(space, random)
    const key = pointKey(point)
    if (tried.has(key) || !space.valid(point)) continue
    tried.add(key)
    return point
  }
  return null
}

/** The first of a random order (Fisher and Yates, 1938). */
function shuffled(all: Point[], wanted: number, random: Random): Point[] {
  const count = Math.min(wanted, all.length)
  for (let i = 0; i < count; i++) {
    const other = i + random.below(all.length - i)
    const kept = all[i]
    all[i] = all[other]
    all[other] = kept
  }
  return all.slice(0, count)
}
