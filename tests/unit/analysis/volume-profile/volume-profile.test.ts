import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { volumeProfile } from '../../../../src/analysis/volume-profile/volume-profile.ts'
import { barsOf } from '../../../support/indicator-bars.ts'
import { walk } from '../patterns/drawn.ts'

describe('the volume profile', () => {
  it('spreads the volume of a bar evenly over its range: worked by hand', () => {
    // Bins of 1 from 10 to 14. 40 over 10-14: 10 each. 30 over 11-12: all in the second. 6 at 13.5 alone: the fourth.
    const bars = barsOf([
      { low: 10, high: 14, close: 12, volume: 40 },
      { low: 11, high: 12, close: 11.5, volume: 30 },
      { low: 13.5, high: 13.5, close: 13.5, volume: 6 },
    ])
    const profile = volumeProfile(bars, 0, 4)!
    expect(profile.bins.map((bin) => bin.volume)).toEqual([10, 40, 10, 16])
    expect(profile.pointOfControl).toBe(11.5)
    // 70% of 76 is 53.2: 40, then the bin above (equal to the one below) makes 50, then 16 above is more than 10 below.
    expect([profile.valueLow, profile.valueHigh]).toEqual([11, 14])
  })

  it('is nothing without volume, one price where all is at one price', () => {
    expect(volumeProfile(barsOf([{ close: 10, volume: 0 }]), 0)).toBeNull()
    expect(volumeProfile(barsOf([]), 0)).toBeNull()
    expect(volumeProfile(barsOf([{ close: 10, volume: 7 }]), 0)).toMatchObject({
      pointOfControl: 10,
      valueLow: 10,
      valueHigh: 10,
    })
  })

  it('loses no volume, agrees with counting in small steps, and the value area holds 70% and no bin too many', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 0, max: 90 }), (seed, from) => {
        const bars = walk(120, seed)
        const { bins, valueLow, valueHigh, pointOfControl } = volumeProfile(bars, from)!
        const rows = Array.from({ length: 120 - from }, (_, i) => from + i)
        const total = rows.reduce((sum, row) => sum + bars.volume[row], 0)
        const inside = bins.filter((bin) => bin.low >= valueLow && bin.high <= valueHigh)
        const held = inside.reduce((sum, bin) => sum + bin.volume, 0)
        expect(bins.reduce((sum, bin) => sum + bin.volume, 0)).toBeCloseTo(total, 6)
        expect(held).toBeGreaterThanOrEqual(0.7 * total - 1e-6)
        if (inside.length > 1) expect(held - Math.max(inside[0].volume, inside.at(-1)!.volume)).toBeLessThan(0.7 * total)
        expect(pointOfControl).toBeGreaterThan(valueLow)
        const overlap = (row: number, bin: { low: number; high: number }) =>
          Math.max(0, Math.min(bars.high[row], bin.high) - Math.max(bars.low[row], bin.low)) / (bars.high[row] - bars.low[row])
        for (const bin of bins) {
          const naive = rows.reduce((sum, row) => sum + bars.volume[row] * overlap(row, bin), 0)
          expect(bin.volume).toBeCloseTo(naive, 6)
        }
      }),
    )
  })
})
