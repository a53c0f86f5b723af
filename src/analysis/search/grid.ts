import { combinations, points, type Search, type Space } from './space.ts'

/** Combinations that a grid looks through for valid ones; a space of more is not even counted. */
const MOST_COUNTED = 5_000_000

/** Valid points of a space of lists; Infinity when it is continuous or has more combinations than are counted. */
export function gridSize(space: Space): number {
  if (combinations(space) > MOST_COUNTED) return Number.POSITIVE_INFINITY
  let count = 0
  for (const _ of points(space)) count++
  return count
}

/** Every valid combination in order, the first parameter turning slowest. */
export function gridSearch(space: Space): Search {
  const all = [...points(space)]
  return { planned: all.length, next: (outcomes) => all.slice(outcomes.length) }
}
