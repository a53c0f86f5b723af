import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { amounts, apart, digitsOf, percent, rangeOf, short, ticksOf } from '../../../../src/mcp/charts/scale.ts'

describe('scales of a picture', () => {
  it('holds all that is a number, and is never empty', () => {
    expect(rangeOf([null, Number.NaN, Number.POSITIVE_INFINITY])).toBeNull()
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, min: -1e9, max: 1e9 }), { minLength: 1 }), (values) => {
        const { low, high } = rangeOf([...values, null, Number.NaN])!
        expect(low).toBeLessThan(high)
        expect(Math.min(...values)).toBeGreaterThanOrEqual(low)
        expect(Math.max(...values)).toBeLessThanOrEqual(high)
      }),
    )
  })

  it('marks round values inside, few of them, which its digits keep apart', () => {
    expect(ticksOf(0.3, 9.7, 5)).toEqual([2, 4, 6, 8])
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, min: -1e6, max: 1e6 }),
        fc.double({ noNaN: true, min: 1e-3, max: 1e6 }),
        (low, size) => {
          const high = low + size
          fc.pre(high > low)
          const ticks = ticksOf(low, high, 6)
          expect(ticks.length).toBeGreaterThan(0)
          expect(ticks.length).toBeLessThan(14)
          for (const tick of ticks) expect(tick >= low - size * 1e-9 && tick <= high + size * 1e-9).toBe(true)
          expect(new Set(ticks.map((tick) => tick.toFixed(digitsOf(low, high)))).size).toBe(ticks.length)
          expect(new Set(ticks.map(amounts(low, high))).size).toBe(ticks.length)
        },
      ),
    )
  })

  it('writes amounts in few signs', () => {
    expect([0, 950, 12_345, -2_500_000, 7e9, 1.5e12].map(short)).toEqual(['0', '950', '12.3k', '-2.5M', '7B', '1.5T'])
    expect([100_000, 100_050, 100_100].map(amounts(100_000, 100_100))).toEqual(['100.000k', '100.050k', '100.100k'])
    expect([0, 0.0123, -0.5, 1.234].map(percent)).toEqual(['0%', '+1.2%', '-50%', '+123%'])
  })

  it('moves labels apart, in their order, as long as there is room', () => {
    expect(apart([10, 50, 90], 13, 0, 100)).toEqual([10, 50, 90])
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, min: -50, max: 350 }), { maxLength: 8 }), (wanted) => {
        const placed = apart(wanted, 13, 0, 300)
        for (const at of placed) expect(at >= 0 && at <= 300).toBe(true)
        const sorted = placed.toSorted((a, b) => a - b)
        for (let i = 1; i < sorted.length; i++) expect(sorted[i] - sorted[i - 1]).toBeGreaterThan(12.999)
        wanted.forEach((one, i) => {
          wanted.forEach((other, j) => {
            if (one < other) expect(placed[i]).toBeLessThanOrEqual(placed[j])
          })
        })
      }),
    )
  })
})
