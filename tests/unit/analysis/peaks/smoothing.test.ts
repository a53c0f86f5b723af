import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findTurns } from '../../../../src/analysis/peaks/find-turns.ts'
import { turnSettings } from '../../../../src/analysis/peaks/settings.ts'
import { hanningWeights, smooth, smoothedAt } from '../../../../src/analysis/peaks/smoothing.ts'
import { naiveSmooth } from './naive.ts'

function smoothed(closes: number[], window: number): number[] {
  const out = new Float64Array(closes.length)
  smooth(Float64Array.from(closes), closes.length, hanningWeights(window), out)
  return [...out]
}

describe('Hanning smoother', () => {
  it('has the weights of the contract, the outermost (zero) left out', () => {
    for (const window of [3, 5, 7, 11, 21]) {
      const half = (window - 1) / 2
      const contract = Array.from({ length: window }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / (window - 1)))
      const weights = hanningWeights(window)
      expect(weights.length).toBe(half)
      for (let k = 0; k < half; k++) {
        expect(weights[k]).toBeCloseTo(contract[half + k], 15)
        expect(weights[k]).toBeCloseTo(contract[half - k], 15)
      }
    }
    expect([...hanningWeights(1)]).toEqual([1])
  })

  it('is the weighted mean over the closes that exist, weights renormalised, whatever the length', () => {
    const closes = fc.array(fc.double({ min: 0.01, max: 9000, noNaN: true }), { minLength: 1, maxLength: 60, size: 'max' })
    fc.assert(
      fc.property(closes, fc.integer({ min: 1, max: 41 }), (values, wish) => {
        const window = wish % 2 === 0 ? wish + 1 : wish
        const found = smoothed(values, window)
        naiveSmooth(values, wish).forEach((value, i) => {
          expect(Math.abs(found[i] - value)).toBeLessThanOrEqual(4e-12 * Math.max(...values))
        })
      }),
    )
  })

  it('gives the same bits from the fast path over a column and from one value at a time', () => {
    const closes = fc.array(fc.integer({ min: 100, max: 300 }), { minLength: 1, maxLength: 60, size: 'max' })
    fc.assert(
      fc.property(closes, fc.constantFrom(1, 3, 5, 11, 21, 31), (cents, window) => {
        const column = Float64Array.from(cents, (value) => value / 100)
        const one = Array.from(column, (_, i) => smoothedAt(column, i, 0, column.length - 1, hanningWeights(window)))
        expect(smoothed([...column], window)).toEqual(one)
      }),
    )
  })

  it('has no turn where there is none on paper: flat, mirrored and straight closes, at the ends too', () => {
    const turns = (closes: number[], wish: object) => findTurns(Float64Array.from(closes), turnSettings(wish)).count
    for (let cents = 1; cents < 3000; cents += 7) expect(turns(new Array(30).fill(cents / 100), {})).toBe(0)
    const straight = Array.from({ length: 80 }, (_, i) => (1000 + 3 * i) / 100)
    expect(turns(straight, {})).toBe(1)
    const twins = [10.01, 10.03, 10.07, 10.12, 10.12, 10.07, 10.03, 10.01]
    const found = findTurns(Float64Array.from(twins), turnSettings({ window: 5 }))
    expect([...found.rows.subarray(0, found.count)]).toEqual([0, 3])
  })

  it('keeps apart what is a tick apart on cheap coins, and works on dear ones', () => {
    const tiny = [3e-8, 3e-8, 4e-8, 5e-8, 4e-8, 3e-8, 3e-8]
    const huge = tiny.map((value) => value * 1e16)
    for (const closes of [tiny, huge]) {
      const found = findTurns(Float64Array.from(closes), turnSettings({ window: 5 }))
      expect([...found.rows.subarray(0, found.count)]).toEqual([0, 3])
    }
  })
})
