import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clusterLevels } from '../../../../src/analysis/levels/clusters.ts'
import type { Pivot } from '../../../../src/analysis/patterns/pivots.ts'

const pivot = (price: number, row: number): Pivot => ({ kind: row % 2 ? 'high' : 'low', row, price, knownRow: row + 6 })

describe('levels', () => {
  it('joins turns within the width, highs and lows alike, known with the second one', () => {
    const levels = clusterLevels([pivot(100, 10), pivot(90, 20), pivot(100.5, 31), pivot(99.8, 50), pivot(90.3, 41)], 1)
    expect(levels).toEqual([
      { price: expect.closeTo(100.1, 9), low: 99.8, high: 100.5, touches: 3, lastRow: 50, knownRow: 37, settledRow: 56 },
      { price: expect.closeTo(90.15, 9), low: 90, high: 90.3, touches: 2, lastRow: 41, knownRow: 47, settledRow: 47 },
    ])
  })

  it('a lone turn is no level, and neither is nothing', () => {
    expect(clusterLevels([pivot(100, 10), pivot(90, 20)], 1)).toEqual([])
    expect(clusterLevels([], 1)).toEqual([])
  })

  it('no turn is counted twice, no level is wider than asked, the fullest is what brute force finds', () => {
    const prices = fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 30 })
    fc.assert(
      fc.property(prices, fc.integer({ min: 0, max: 8 }), (list, width) => {
        const levels = clusterLevels(list.map(pivot), width)
        for (const level of levels) expect(level.high - level.low).toBeLessThanOrEqual(width)
        expect(levels.reduce((sum, level) => sum + level.touches, 0)).toBeLessThanOrEqual(list.length)
        const most = Math.max(0, ...list.map((low) => list.filter((one) => one >= low && one <= low + width).length))
        expect(Math.max(0, ...levels.map((level) => level.touches))).toBe(most >= 2 ? most : 0)
      }),
    )
  })
})
