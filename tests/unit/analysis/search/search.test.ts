import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Random } from '../../../../src/analysis/random.ts'
import { gridSearch, gridSize } from '../../../../src/analysis/search/grid.ts'
import { neighboursOf } from '../../../../src/analysis/search/neighbours.ts'
import { estimator } from '../../../../src/analysis/search/parzen.ts'
import { randomSearch } from '../../../../src/analysis/search/random.ts'
import {
  bestOf,
  type Dimension,
  type Outcome,
  type Point,
  pointKey,
  type Search,
  type Space,
} from '../../../../src/analysis/search/space.ts'
import { tpeSearch } from '../../../../src/analysis/search/tpe.ts'

const listed = (name: string, values: (number | string | boolean)[]): Dimension => ({
  name,
  kind: 'listed',
  values,
  ordered: values.every((value) => typeof value === 'number'),
})
const span = (count: number, from = 0, step = 1) => Array.from({ length: count }, (_, i) => from + i * step)
const always = () => true

/** Drives a search to its end; outcomes are computed `together` at once, as so many workers would. */
function drive(search: Search, objective: (point: Point) => number | null, together = 1): Outcome[] {
  const outcomes: Outcome[] = []
  for (let batch = search.next(outcomes); batch.length > 0; batch = search.next(outcomes)) {
    for (let i = 0; i < batch.length; i += together) {
      for (const point of batch.slice(i, i + together)) outcomes.push({ point, objective: objective(point) })
    }
  }
  return outcomes
}

describe('a grid', () => {
  const space: Space = {
    dimensions: [listed('a', [1, 2, 3]), listed('b', ['x', 'y'])],
    valid: ({ a, b }) => !(a === 2 && b === 'x'),
  }

  it('holds every valid combination once, the first parameter turning slowest', () => {
    const points = drive(gridSearch(space), () => null).map(({ point }) => Object.values(point).join(''))
    expect(points).toEqual(['1x', '1y', '2y', '3x', '3y'])
    expect(gridSize(space)).toBe(5)
  })

  it('of a continuous parameter has no end', () => {
    expect(gridSize({ dimensions: [{ name: 'a', kind: 'continuous', min: 0, max: 1 }], valid: always })).toBe(
      Number.POSITIVE_INFINITY,
    )
  })
})

const anySpace = fc
  .array(fc.oneof(fc.integer({ min: 1, max: 6 }), fc.constant('continuous' as const)), { minLength: 1, maxLength: 3 })
  .map((sizes): Space => {
    const dimensions = sizes.map(
      (size, i): Dimension =>
        size === 'continuous' ? { name: `p${i}`, kind: 'continuous', min: -1, max: 2 } : listed(`p${i}`, span(size)),
    )
    return { dimensions, valid: (point) => Number(point.p0) !== 1 }
  })

describe.each(['random', 'tpe'] as const)('%s', (method) => {
  const make = (space: Space, trials: number, seed: number) =>
    method === 'random' ? randomSearch(space, { trials, seed }) : tpeSearch(space, { trials, seed, direction: 'higher' })

  it('tries valid points only, none twice, at most as many as asked for, and the same ones for a seed', () => {
    fc.assert(
      fc.property(anySpace, fc.integer({ min: 2, max: 60 }), fc.integer({ min: 0, max: 1000 }), (space, trials, seed) => {
        const objective = (point: Point) => Number(point.p0) * 2 - Number(point.p1 ?? 0)
        const outcomes = drive(make(space, trials, seed), objective)
        const keys = outcomes.map(({ point }) => pointKey(point))
        expect(new Set(keys).size).toBe(keys.length)
        expect(keys.length).toBeLessThanOrEqual(trials)
        for (const { point } of outcomes) {
          expect(space.valid(point)).toBe(true)
          for (const one of space.dimensions) {
            if (one.kind === 'listed') expect(one.values).toContain(point[one.name])
            else expect(Number(point[one.name])).toSatisfy((value: number) => value >= one.min && value <= one.max)
          }
        }
        const discrete = space.dimensions.every((one) => one.kind === 'listed')
        if (discrete) expect(keys.length).toBe(Math.min(trials, gridSize(space)))
        else expect(keys.length).toBe(trials)
        expect(drive(make(space, trials, seed), objective, 3).map(({ point }) => pointKey(point))).toEqual(keys)
      }),
      { numRuns: 60 },
    )
  })

  it('draws others with another seed', () => {
    const space: Space = { dimensions: [listed('p0', span(1000, 2))], valid: always }
    const points = (seed: number) => drive(make(space, 20, seed), () => null).map(({ point }) => point.p0)
    expect(points(1)).not.toEqual(points(2))
  })
})

describe('tree-structured Parzen estimators', () => {
  const dimensions: Dimension[] = [
    { name: 'x', kind: 'continuous', min: -5, max: 5 },
    listed('n', span(60, 1)),
    listed('way', ['up', 'down', 'flat']),
  ]
  const space: Space = { dimensions, valid: always }
  const bowl = ({ x, n, way }: Point) => -((Number(x) - 1.7) ** 2) - (Number(n) - 42) ** 2 / 60 - (way === 'down' ? 0 : 3)

  it('come nearer to the best than random draws of the same number, in the median of many seeds', () => {
    const best = (search: Search) => {
      const outcomes = drive(search, bowl)
      return outcomes[bestOf(outcomes, 'higher')].objective as number
    }
    const seeds = span(15)
    const middle = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1]
    const learned = middle(seeds.map((seed) => best(tpeSearch(space, { trials: 100, seed, direction: 'higher' }))))
    const drawn = middle(seeds.map((seed) => best(randomSearch(space, { trials: 100, seed }))))
    expect(learned).toBeGreaterThan(drawn / 2)
    expect(learned).toBeGreaterThan(-0.5)
  })

  it('go down when lower is better, and learn nothing from trials without an objective', () => {
    const down = drive(tpeSearch(space, { trials: 80, seed: 3, direction: 'lower' }), (point) => -bowl(point))
    expect(down[bestOf(down, 'lower')].objective).toBeLessThan(1)
    const mute = drive(tpeSearch(space, { trials: 40, seed: 3, direction: 'higher' }), () => null)
    expect(mute).toHaveLength(40)
  })

  it('estimate a probability that adds up to one and leans to what was seen', () => {
    const list = listed('n', span(10))
    const seen = estimator(list, [7, 7, 8])
    const masses = span(10).map((value) => seen.likelihood(value))
    expect(masses.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 9)
    expect(masses[7]).toBeGreaterThan(2 * masses[1])
    const words = estimator(listed('w', ['a', 'b', 'c']), ['b', 'b'])
    expect(['a', 'b', 'c'].map((value) => words.likelihood(value))).toEqual([0.2, 0.6, 0.2])
    const random = new Random(1, 'draws')
    const draws = span(2000).map(() => Number(seen.draw(random)))
    expect(draws.filter((value) => value === 7).length / 2000).toBeCloseTo(masses[7], 1)
  })
})

describe('neighbours', () => {
  it('are one step down and up in each parameter, valid ones only', () => {
    const space: Space = {
      dimensions: [listed('fast', [5, 10, 20]), listed('slow', [20, 40]), listed('on', [false, true])],
      valid: ({ fast, slow }) => Number(fast) < Number(slow),
    }
    const near = neighboursOf(space, { fast: 10, slow: 20, on: true }).map(({ name, value }) => `${name}=${value}`)
    expect(near).toEqual(['fast=5', 'slow=40', 'on=false'])
  })

  it('of a continuous parameter are a twentieth of its range away, inside it', () => {
    const space: Space = { dimensions: [{ name: 'x', kind: 'continuous', min: 0, max: 2 }], valid: always }
    expect(neighboursOf(space, { x: 1.95 }).map(({ value }) => value)).toEqual([1.85])
    expect(neighboursOf(space, { x: 1 }).map(({ value }) => value)).toEqual([0.9, 1.1])
  })
})

describe('the best', () => {
  it('is the first of equals, and none without an objective', () => {
    expect(bestOf([{ objective: null }, { objective: 1 }, { objective: 2 }, { objective: 2 }], 'higher')).toBe(2)
    expect(bestOf([{ objective: 3 }, { objective: 1 }], 'lower')).toBe(1)
    expect(bestOf([{ objective: null }], 'higher')).toBe(-1)
  })
})
