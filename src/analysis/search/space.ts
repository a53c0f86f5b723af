import type { Random } from '../random.ts'

export type Value = number | string | boolean
/** One set of parameters: a point of the space. */
export type Point = Readonly<Record<string, Value>>

/** One parameter that is searched. */
export type Dimension =
  /** Some values; `ordered` where a neighbour in the list is a neighbour in effect (numbers, ascending). */
  | { name: string; kind: 'listed'; values: readonly Value[]; ordered: boolean }
  /** Any number from `min` to `max`. */
  | { name: string; kind: 'continuous'; min: number; max: number }

export interface Space {
  dimensions: readonly Dimension[]
  /** Combinations that make no sense are never tried. */
  valid(point: Point): boolean
}

/** One point tried; the objective is null where the run failed or the metric could not be computed. */
export interface Outcome {
  point: Point
  objective: number | null
}

export type Direction = 'higher' | 'lower'

/**
 * A way to search. Which points come next depends on the seed and on what came out so far, never on how many were computed at once: the
 * same search on one core and on many tries the same points.
 */
export interface Search {
  /** Points it will try at most. */
  readonly planned: number
  /** The next points, given every outcome so far in the order of the points; none = done. */
  next(outcomes: readonly Outcome[]): Point[]
}

/** Combinations of a space, the ones that are not valid included; Infinity with a continuous dimension. */
export function combinations({ dimensions }: Space): number {
  return dimensions.reduce((all, one) => all * (one.kind === 'listed' ? one.values.length : Number.POSITIVE_INFINITY), 1)
}

/** Every valid point of a space of lists, in order: the first dimension turns slowest. */
export function* points(space: Space): Generator<Point> {
  const lists = space.dimensions.map((one) => (one.kind === 'listed' ? one.values : []))
  const all = combinations(space)
  for (let number = 0; number < all; number++) {
    // Named in the order of the dimensions, whatever order they are filled in.
    const point: Record<string, Value> = Object.fromEntries(space.dimensions.map(({ name }) => [name, 0]))
    let rest = number
    for (let i = lists.length - 1; i >= 0; i--) {
      point[space.dimensions[i].name] = lists[i][rest % lists[i].length]
      rest = Math.floor(rest / lists[i].length)
    }
    if (space.valid(point)) yield point
  }
}

/** Names a point: the same values, the same name, in whatever order they stand. */
export function pointKey(point: Point): string {
  return JSON.stringify(Object.entries(point).sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** A point drawn evenly, valid or not. */
export function anyPoint({ dimensions }: Space, random: Random): Point {
  const point: Record<string, Value> = {}
  for (const one of dimensions) {
    point[one.name] =
      one.kind === 'listed' ? one.values[random.below(one.values.length)] : tidy(one.min + random.uniform() * (one.max - one.min))
  }
  return point
}

/** Six digits that count: what is printed of a parameter is what was run, and can be typed again. */
export function tidy(value: number): number {
  return Number(value.toPrecision(6))
}

/** True when the first objective is the better one; null is worse than any. */
export function isBetter(a: number | null, b: number | null, direction: Direction): boolean {
  if (a === null) return false
  if (b === null) return true
  return direction === 'higher' ? a > b : a < b
}

/** Index of the best outcome, of equals the first; -1 when none has an objective. */
export function bestOf(outcomes: readonly { objective: number | null }[], direction: Direction): number {
  let best = -1
  for (const [i, { objective }] of outcomes.entries()) {
    if (objective !== null && isBetter(objective, best < 0 ? null : outcomes[best].objective, direction)) best = i
  }
  return best
}
