import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { expertsOf, preferredOver, tellExpert, toldByPicks } from '../../../../src/analysis/forecast/experts.ts'
import type { Expert, PastForecasts } from '../../../../src/analysis/forecast/types.ts'

const HORIZON = 3

/** Moves of one at every step; each expert says the share of it that is given for the origin. */
function pastWith(told: Partial<Record<Expert, (origin: number) => number>>, count = 40): PastForecasts {
  const origins = Int32Array.from({ length: count }, (_, i) => 100 + i)
  const column = (share: (origin: number) => number) =>
    Float64Array.from({ length: count * HORIZON }, (_, k) => share(Math.floor(k / HORIZON)))
  return {
    horizon: HORIZON,
    origins,
    stretch: new Int32Array(count),
    scale: new Float64Array(count).fill(1),
    came: column(() => 1),
    told: Object.fromEntries(Object.entries(told).map(([name, share]) => [name, column(share)])),
  }
}

describe('experts', () => {
  it('are widened by the blend and the halves of what is there', () => {
    const both = expertsOf(pastWith({ linear: () => 1, network: () => 0.5 })).told
    expect(Object.fromEntries(Object.entries(both).map(([name, values]) => [name, values[0]]))).toEqual({
      naive: 0,
      linear: 1,
      network: 0.5,
      blend: 0.75,
      'half-linear': 0.5,
      'half-network': 0.25,
      'half-blend': 0.375,
    })
    expect(Object.keys(expertsOf(pastWith({ drift: () => 1 })).told).sort()).toEqual(['drift', 'naive'])
  })

  it('say now what they would have said then', () => {
    const parts = { drift: [1, 2], seasonal: null, linear: [4, 8], network: [2, 2] }
    const now = (expert: Expert) => [...tellExpert(expert, parts, 2)]
    expect(now('naive')).toEqual([0, 0])
    expect(now('drift')).toEqual([1, 2])
    expect(now('seasonal')).toEqual([0, 0])
    expect(now('half-linear')).toEqual([2, 4])
    expect(now('blend')).toEqual([3, 5])
    expect(now('half-blend')).toEqual([1.5, 2.5])
  })
})

describe('following the leader', () => {
  it('begins with the last value, and follows once two horizons are complete', () => {
    const past = expertsOf(pastWith({ drift: () => 0.9 }))
    const { picks, since, final } = preferredOver(past)
    // The forecast of origin i is complete at origin i + 3; six complete ones are needed: origins 0 to 5, complete at 8.
    expect(since).toBe(8)
    expect(picks.slice(0, 8)).toEqual(new Array(8).fill('naive'))
    expect(new Set(picks.slice(8))).toEqual(new Set(['drift']))
    expect(final).toBe('drift')
    expect([...toldByPicks(past, picks).subarray(7 * HORIZON, 9 * HORIZON)]).toEqual([0, 0, 0, 0.9, 0.9, 0.9])
  })

  it('prefers the simpler where the wider is not clearly better', () => {
    expect(preferredOver(expertsOf(pastWith({ drift: () => 0.005 }))).final).toBe('naive')
    expect(preferredOver(expertsOf(pastWith({ drift: () => 0.5, linear: () => 0.503 }))).final).toBe('drift')
    expect(preferredOver(expertsOf(pastWith({ drift: () => 0.5, linear: () => 0.6 }))).final).toBe('linear')
  })

  it('changes its mind when the past does', () => {
    const past = expertsOf(pastWith({ drift: (i) => (i < 12 ? 1 : -1), seasonal: (i) => (i < 12 ? 0.2 : 1) }))
    const { picks, final } = preferredOver(past)
    expect(picks[12]).toBe('drift')
    expect(final).toBe('seasonal')
  })

  it('is not asked where an expert is forced', () => {
    const past = expertsOf(pastWith({ drift: () => -5 }, 4))
    expect(preferredOver(past, 'drift')).toEqual({ picks: new Array(4).fill('drift'), since: 0, final: 'drift' })
  })

  it('stays with the last value without enough past', () => {
    expect(preferredOver(expertsOf(pastWith({ drift: () => 1 }, 5)))).toEqual({
      picks: new Array(5).fill('naive'),
      since: 5,
      final: 'naive',
    })
    expect(preferredOver(expertsOf(pastWith({}, 0))).final).toBe('naive')
  })

  it('never sees what it is judged by: what comes later changes no pick', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: 40, maxLength: 40 }),
        fc.nat(39),
        (shares, cut) => {
          const past = expertsOf(pastWith({ drift: (i) => shares[i], seasonal: (i) => shares[39 - i] }))
          const { picks } = preferredOver(past)
          // What is complete at origin `cut` are the forecasts of origins up to cut - 3; all others may become anything.
          const later = (values: Float64Array) =>
            values.map((value, k) => (Math.floor(k / HORIZON) > cut - HORIZON ? 7 - value : value))
          const altered = {
            ...past,
            came: later(past.came),
            told: { ...past.told, drift: later(past.told.drift as Float64Array) },
          }
          expect(preferredOver(altered).picks.slice(0, cut + 1)).toEqual(picks.slice(0, cut + 1))
        },
      ),
    )
  })
})
