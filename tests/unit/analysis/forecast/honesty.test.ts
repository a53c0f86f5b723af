import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PastForecasts } from '../../../../src/analysis/forecast/types.ts'
import { followedSkill, pastOf } from '../../../support/forecast-past.ts'
import { randomWalk, STRUCTURES, structured } from '../../../support/forecast-series.ts'

const size = { input: 40, horizon: 20, first: 240, stretches: 4 }

describe('forecasts of the past', () => {
  it('are the same whatever comes after their origin, and when the file is cut there', () => {
    const z = structured(3, 420).map(Math.log)
    const whole = pastOf(z, { ...size, stretches: 1 })
    fc.assert(
      fc.property(fc.integer({ min: 300, max: 419 }), fc.double({ min: -10, max: 10, noNaN: true }), (cut, other) => {
        const altered = z.slice()
        altered.fill(other, cut)
        for (const past of [pastOf(altered, { ...size, stretches: 1 }), pastOf(z.subarray(0, cut), { ...size, stretches: 1 })]) {
          expectSameBefore(past, whole, cut)
        }
      }),
      { numRuns: 8 },
    )
  })
})

/** What was told, and the scale, at origins below `cut`. */
function expectSameBefore(past: PastForecasts, whole: PastForecasts, cut: number): void {
  const count = past.origins.filter((origin) => origin < cut).length
  expect(past.scale.subarray(0, count)).toEqual(whole.scale.subarray(0, count))
  for (const [name, told] of Object.entries(past.told)) {
    const other = whole.told[name as keyof typeof whole.told] as Float64Array
    expect(told.subarray(0, count * size.horizon), name).toEqual(other.subarray(0, count * size.horizon))
  }
}

describe('the gate', () => {
  it('hardly ever opens for random walks', () => {
    const claims = Array.from({ length: 20 }, (_, i) => i + 1).filter((seed) => {
      const skill = followedSkill(pastOf(randomWalk(seed, 700).map(Math.log), size), seed)
      return skill !== null && skill.low > 0
    })
    expect(claims.length).toBeLessThanOrEqual(1)
  })

  it('opens for series with structure', () => {
    const claims = Array.from({ length: 10 }, (_, i) => i + 1).filter((seed) => {
      const z = structured(seed, 700, STRUCTURES[seed % STRUCTURES.length]).map(Math.log)
      return (followedSkill(pastOf(z, size), seed)?.low ?? 0) > 0
    })
    expect(claims.length).toBeGreaterThanOrEqual(9)
  })
})
