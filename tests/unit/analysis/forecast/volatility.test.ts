import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ewmaVolatility } from '../../../../src/analysis/forecast/volatility.ts'

const levels = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 60 })

describe('EWMA volatility', () => {
  it('is worked out by hand', () => {
    const scale = ewmaVolatility([0, 1, -1, -1], { lambda: 0.5 })
    expect(scale[0]).toBe(1)
    expect(scale[1]).toBeCloseTo(1, 12)
    expect(scale[2]).toBeCloseTo(Math.sqrt((0.5 * 4 + 0.25 * 1) / 0.75), 12)
    expect(scale[3]).toBeCloseTo(Math.sqrt((0.25 * 4 + 0.125 * 1) / 0.875), 12)
  })

  it('counts a move half after its half-life', () => {
    const still = new Float64Array(2000)
    for (let row = 1; row < 1990; row++) still[row] = row % 2
    const scale = ewmaVolatility(still, { halfLife: 10 })
    expect(scale[1989]).toBeCloseTo(1, 6)
    expect(
      ewmaVolatility(
        still.slice(0, 1989).map((v) => 3 * v),
        { halfLife: 10 },
      )[1988],
    ).toBeCloseTo(3, 6)
    still.fill(still[1989], 1990)
    expect(ewmaVolatility(still, { halfLife: 10 })[1999] ** 2).toBeCloseTo(0.5, 6)
  })

  it('is above zero and knows nothing of later rows', () => {
    fc.assert(
      fc.property(levels, fc.nat(59), levels, (z, cut, other) => {
        const at = Math.min(cut, z.length - 1)
        const scale = ewmaVolatility(z)
        expect(scale.every((value) => value > 0 && Number.isFinite(value))).toBe(true)
        const altered = ewmaVolatility([...z.slice(0, at + 1), ...other])
        expect([...altered.subarray(0, at + 1)]).toEqual([...scale.subarray(0, at + 1)])
      }),
    )
  })

  it('is one where nothing ever moves, and keeps a floor where nothing moves any more', () => {
    expect([...ewmaVolatility([5, 5, 5])]).toEqual([1, 1, 1])
    const stopped = Float64Array.from({ length: 1000 }, (_, row) => (row < 500 ? row % 2 : 0))
    expect(ewmaVolatility(stopped)[999]).toBeGreaterThan(0.1)
  })
})
