import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type BaselineOptions, detectPeriod, tellBaseline } from '../../../../src/analysis/forecast/baselines.ts'
import { BASELINES, type Baseline } from '../../../../src/analysis/forecast/types.ts'
import { Random } from '../../../../src/analysis/random.ts'
import { randomWalk } from '../../../support/forecast-series.ts'

const told = (kind: Baseline, z: number[], origin: number, horizon: number, options: BaselineOptions) => {
  const out = new Float64Array(horizon + 2).fill(9)
  tellBaseline(kind, z, origin, horizon, options, out, 1)
  expect([out[0], out[horizon + 1]]).toEqual([9, 9])
  return [...out.subarray(1, horizon + 1)]
}

describe('baselines', () => {
  const z = [1, 4, 2, 7, 3, 9, 8]

  it('say what their names say, as differences from the last value', () => {
    expect(told('naive', z, 5, 3, { period: null })).toEqual([0, 0, 0])
    expect(told('drift', z, 4, 2, { period: null })).toEqual([0.5, 1])
    expect(told('drift', z, 5, 2, { period: null, from: 3 })).toEqual([1, 2])
    expect(told('seasonal', z, 5, 5, { period: 3 })).toEqual([-2, -6, 0, -2, -6])
  })

  it('fall back to the last value', () => {
    expect(told('drift', z, 0, 2, { period: null })).toEqual([0, 0])
    expect(told('seasonal', z, 5, 2, { period: null })).toEqual([0, 0])
    expect(told('seasonal', z, 1, 2, { period: 3 })).toEqual([0, 0])
  })

  it('read nothing after the origin', () => {
    const values = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 1, maxLength: 30 })
    fc.assert(
      fc.property(
        values,
        values,
        fc.constantFrom(...BASELINES),
        fc.integer({ min: 1, max: 12 }),
        (past, future, kind, period) => {
          const origin = past.length - 1
          expect(told(kind, [...past, ...future], origin, 9, { period })).toEqual(told(kind, past, origin, 9, { period }))
        },
      ),
    )
  })
})

describe('the period of a season', () => {
  const season = (period: number, rows: number, noise: number, shape = (phase: number) => Math.sin(2 * Math.PI * phase)) => {
    const random = new Random(period, 'season')
    return Float64Array.from({ length: rows }, (_, row) => shape((row % period) / period) + 0.002 * row + noise * random.normal())
  }

  it('is found under noise as great as itself, on a trend', () => {
    for (const period of [5, 7, 12, 24, 30, 52]) {
      const found = detectPeriod(season(period, 900, 0.5), 900)
      expect(found, `period ${period}`).not.toBeNull()
      const off = Math.abs((found as number) / period - Math.round((found as number) / period)) * period
      expect(off, `period ${period}, found ${found}`).toBeLessThanOrEqual(1)
    }
  })

  it('is the whole season, not its first harmonic', () => {
    expect(
      detectPeriod(
        season(24, 600, 0.1, (phase) => (phase < 0.25 ? 1 : phase > 0.5 && phase < 0.75 ? 0.6 : 0)),
        600,
      ),
    ).toBe(24)
  })

  it('is null for walks nearly always, and for what does not move', () => {
    const found = Array.from({ length: 100 }, (_, seed) => detectPeriod(randomWalk(seed, 600).map(Math.log), 600))
    expect(found.filter((period) => period !== null).length).toBeLessThanOrEqual(8)
    expect(detectPeriod(new Float64Array(500), 500)).toBeNull()
    expect(detectPeriod([1, 2], 2)).toBeNull()
  })

  it('is told by the first rows alone', () => {
    const z = season(12, 600, 0.2)
    const altered = z.slice()
    altered.fill(0, 300)
    expect(detectPeriod(altered, 300)).toBe(detectPeriod(z, 300))
  })
})
