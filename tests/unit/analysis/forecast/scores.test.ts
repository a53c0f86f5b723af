import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  absoluteLosses,
  intervalScore,
  meanAbsoluteError,
  scaledErrorUnit,
  weightedIntervalScore,
} from '../../../../src/analysis/forecast/scores.ts'

describe('scores', () => {
  it('are worked out by hand', () => {
    const [told, came] = [
      [1, 2, 3, 4],
      [2, 2, 1, 7],
    ]
    expect(meanAbsoluteError(told, came)).toBe(1.5)
    expect([...absoluteLosses(told, came, 2)]).toEqual([0.5, 2.5])
    expect(meanAbsoluteError([], [])).toBeNaN()
  })

  it('scale errors by those of the last value', () => {
    expect(scaledErrorUnit([1, 3, 2, 6], 0, 4)).toBeCloseTo(7 / 3, 12)
    expect(scaledErrorUnit([1, 3, 2, 6], 0, 3)).toBe(1.5)
    expect(scaledErrorUnit([1, 3, 2, 6], 0, 4, 2)).toBe(2)
    expect(scaledErrorUnit([4, 4, 4], 0, 3)).toBeNull()
    expect(scaledErrorUnit([4], 0, 1)).toBeNull()
  })

  it('charge an interval its width, and what lies outside by 2 / alpha', () => {
    const interval = { level: 0.8, low: 1, high: 3 }
    expect(intervalScore(interval, 2)).toBe(2)
    expect(intervalScore(interval, 0.5)).toBeCloseTo(2 + 10 * 0.5, 12)
    expect(intervalScore(interval, 4)).toBeCloseTo(2 + 10, 12)
  })

  it('weigh intervals and the median; without intervals it is the absolute error', () => {
    const intervals = [
      { level: 0.8, low: 1, high: 3 },
      { level: 0.95, low: 0, high: 4 },
    ]
    expect(weightedIntervalScore(2, intervals, 5)).toBeCloseTo((0.5 * 3 + 0.1 * (2 + 20) + 0.025 * (4 + 40)) / 2.5, 12)
    fc.assert(
      fc.property(fc.double({ noNaN: true, min: -9, max: 9 }), fc.double({ noNaN: true, min: -9, max: 9 }), (median, value) => {
        expect(weightedIntervalScore(median, [], value)).toBeCloseTo(Math.abs(median - value), 12)
      }),
    )
  })

  it('are least for the true quantiles', () => {
    const values = Array.from({ length: 1001 }, (_, i) => i / 1000)
    const score = (low: number, high: number) =>
      values.reduce((sum, value) => sum + intervalScore({ level: 0.8, low, high }, value), 0)
    const best = score(0.1, 0.9)
    for (const [low, high] of [
      [0.05, 0.9],
      [0.15, 0.9],
      [0.1, 0.95],
      [0.1, 0.85],
      [0, 1],
    ])
      expect(score(low, high)).toBeGreaterThan(best)
  })
})
