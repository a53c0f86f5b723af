import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chooseTransform, fromTransformed, toTransformed } from '../../../../src/analysis/forecast/transform.ts'
import { Random } from '../../../../src/analysis/random.ts'
import { randomWalk } from '../../../support/forecast-series.ts'

describe('the scale of forecasts', () => {
  it('is logarithms for prices, whether they went far or stayed near', () => {
    const random = new Random(1, 'growth')
    const far = Float64Array.from({ length: 800 }, (_, row) => 10 * Math.exp(0.004 * row + 0.05 * random.normal()))
    expect(chooseTransform(far, far.length)).toBe('log')
    for (const seed of [1, 2, 3, 4]) expect(chooseTransform(randomWalk(seed, 300), 300)).toBe('log')
  })

  it('is the values themselves where moves do not grow with them, or one is not above zero', () => {
    const random = new Random(2, 'load')
    const load = Float64Array.from({ length: 800 }, (_, row) => 40 + 25 * Math.sin(row / 12) + random.normal())
    expect(chooseTransform(load, load.length)).toBe('level')
    const walk = randomWalk(4, 300)
    walk[100] = 0
    expect(chooseTransform(walk, 300)).toBe('level')
    walk[100] = -3
    expect(chooseTransform(walk, 300)).toBe('level')
  })

  it('is decided by the first rows alone', () => {
    const walk = randomWalk(5, 400)
    const broken = walk.slice()
    broken.fill(-1, 200)
    expect(chooseTransform(broken, 200)).toBe(chooseTransform(walk, 200))
  })

  it('goes there and back, over shared memory', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 1e-6, max: 1e9, noNaN: true }), { minLength: 1 }), (values) => {
        for (const transform of ['log', 'level'] as const) {
          const z = toTransformed(values, transform)
          expect(z.buffer).toBeInstanceOf(SharedArrayBuffer)
          for (const [row, value] of values.entries())
            expect(Math.abs(fromTransformed(z[row], transform) / value - 1)).toBeLessThan(1e-12)
        }
      }),
    )
  })
})
