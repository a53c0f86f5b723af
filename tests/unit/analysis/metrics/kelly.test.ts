import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { kellyOfBets, kellyOfReturns } from '../../../../src/analysis/metrics/kelly.ts'
import { outcomeStatistics } from '../../../../src/analysis/metrics/outcomes.ts'

describe('the Kelly share', () => {
  it('of bets: 2p - 1 at even money, nothing without an edge', () => {
    expect(kellyOfBets(0.6, 1)).toBeCloseTo(0.2, 12)
    expect(kellyOfBets(0.4, 2)).toBeCloseTo(0.1, 12)
    expect(kellyOfBets(0.5, 1)).toBe(0)
    expect(kellyOfBets(0.3, 1)).toBe(0)
  })

  it('of returns: that of bets where the returns are bets that lose the whole stake', () => {
    expect(kellyOfReturns([1, 1, 1, -1, -1])).toBeCloseTo(0.2, 9)
    expect(kellyOfReturns([2, 2, -1, -1, -1])).toBeCloseTo(0.1, 9)
    expect(kellyOfReturns([0.1, -0.1])).toBe(0)
    expect(kellyOfReturns([0.1, 0.05])).toBe(1)
    expect(kellyOfReturns([0.02, 0.03, -0.01], 3)).toBe(3)
  })

  it('grows the account faster than any other share', () => {
    const returns = fc.array(fc.double({ min: -0.9, max: 1.5, noNaN: true }), { minLength: 3, maxLength: 30 })
    const growth = (all: number[], f: number) => all.reduce((sum, one) => sum + Math.log(1 + f * one), 0)
    fc.assert(
      fc.property(returns, fc.double({ min: 0, max: 1, noNaN: true }), (all, other) => {
        expect(growth(all, kellyOfReturns(all))).toBeGreaterThanOrEqual(growth(all, other) - 1e-9)
      }),
    )
  })
})

describe('outcomes', () => {
  it('worked out by hand', () => {
    const returns = Float64Array.from({ length: 21 }, (_, i) => (i - 10) / 100)
    const stats = outcomeStatistics(returns, 1)
    expect(stats.quantiles).toEqual({ p5: -0.09, p25: -0.05, p50: 0, p75: 0.05, p95: 0.09 })
    expect(stats).toMatchObject({ count: 21, var95: 0.09, winRate: 10 / 21 })
    expect(stats.mean).toBeCloseTo(0, 12)
    expect(stats.cvar95).toBeCloseTo(0.095, 12)
    // Ten losses in a row from the first on, then one that is nothing.
    expect(stats.maxDrawdown).toBeCloseTo(
      1 - [0.9, 0.91, 0.92, 0.93, 0.94, 0.95, 0.96, 0.97, 0.98, 0.99].reduce((a, b) => a * b),
      12,
    )
  })

  it('the interval holds the mean, the same for a seed', () => {
    const returns = Float64Array.from([0.03, -0.01, 0.02, 0.05, -0.02, 0.01, 0.04, -0.03])
    const stats = outcomeStatistics(returns, 7)
    expect(stats.meanLow).toBeLessThan(stats.mean)
    expect(stats.meanHigh).toBeGreaterThan(stats.mean)
    expect(outcomeStatistics(returns, 7)).toEqual(stats)
    expect(outcomeStatistics(returns, 8).meanLow).not.toBe(stats.meanLow)
  })
})
