import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { valueAtRisk } from '../../../../src/analysis/metrics/value-at-risk.ts'
import { Random } from '../../../../src/analysis/random.ts'
import { cholesky } from '../../../../src/analysis/statistics/cholesky.ts'

const options = { level: 0.95, seed: 7, draws: 20_000 }

/** Returns of normal days: mean 0.0005, deviation 0.01. */
function normalDays(days: number, name: string): Float64Array {
  const random = new Random(3, name)
  return Float64Array.from({ length: days }, () => 0.0005 + 0.01 * random.normal())
}

describe('value at risk', () => {
  it('historical, by hand: of 101 days from -5% to +5% the fifth worst', () => {
    const days = Float64Array.from({ length: 101 }, (_, i) => (i - 50) / 1000)
    const { historical } = valueAtRisk([days], [1], options)
    expect(historical.var).toBeCloseTo(0.045, 12)
    // The six days at or beyond it: -5.0 to -4.5%.
    expect(historical.cvar).toBeCloseTo((0.05 + 0.049 + 0.048 + 0.047 + 0.046 + 0.045) / 6, 12)
  })

  it('parametric: 1.645 deviations less the mean, and 2.063 of them beyond', () => {
    const days = normalDays(5000, 'one')
    const mean = days.reduce((sum, one) => sum + one, 0) / days.length
    const deviation = Math.sqrt(days.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (days.length - 1))
    const { parametric, historical } = valueAtRisk([days], [1], options)
    expect(parametric.var).toBeCloseTo(1.6448536 * deviation - mean, 6)
    expect(parametric.cvar).toBeCloseTo(2.0627128 * deviation - mean, 6)
    expect(Math.abs(historical.var / parametric.var - 1)).toBeLessThan(0.06)
  })

  it('simulated: the quantile of Student’s t with the deviation of the past, fatter beyond it, the same for a seed', () => {
    const { parametric, monteCarlo } = valueAtRisk([normalDays(5000, 'one')], [1], options)
    // t with 5 degrees: 2.015 * sqrt(3/5) = 1.561 deviations, the tail's mean 2.890 * sqrt(3/5) = 2.239.
    expect(monteCarlo.var / parametric.var).toBeGreaterThan(0.88)
    expect(monteCarlo.var / parametric.var).toBeLessThan(1.02)
    expect(monteCarlo.cvar).toBeGreaterThan(parametric.cvar)
    expect(valueAtRisk([normalDays(5000, 'one')], [1], options).monteCarlo).toEqual(monteCarlo)
    expect(valueAtRisk([normalDays(5000, 'one')], [1], { ...options, seed: 8 }).monteCarlo).not.toEqual(monteCarlo)
  })

  it('opposite positions in two symbols that move as one nearly cancel; equal ones add up', () => {
    const days = normalDays(500, 'one')
    const hedged = valueAtRisk([days, days], [1, -1], options)
    for (const { var: loss, cvar } of Object.values(hedged)) expect(Math.max(loss, cvar)).toBeLessThan(1e-9)
    const single = valueAtRisk([days], [1], options)
    const double = valueAtRisk([days, days], [0.5, 0.5], options)
    expect(double.historical.var).toBeCloseTo(single.historical.var, 12)
    expect(double.parametric.var).toBeCloseTo(single.parametric.var, 12)
    expect(Math.abs(double.monteCarlo.var / single.monteCarlo.var - 1)).toBeLessThan(0.05)
  })

  it('two that move apart risk less than one', () => {
    const [one, two] = [normalDays(500, 'one'), normalDays(500, 'two')]
    const single = valueAtRisk([one], [1], options)
    const spread = valueAtRisk([one, two], [0.5, 0.5], options)
    for (const name of ['historical', 'parametric', 'monteCarlo'] as const) {
      expect(spread[name].cvar, name).toBeLessThan(single[name].cvar)
    }
  })

  it('the tail is never lighter than its threshold, and nothing risks less than nothing', () => {
    const column = fc.array(fc.double({ min: -0.3, max: 0.3, noNaN: true }), { minLength: 60, maxLength: 80 })
    fc.assert(
      fc.property(column, fc.double({ min: -2, max: 2, noNaN: true }), (days, weight) => {
        for (const { var: loss, cvar } of Object.values(
          valueAtRisk([Float64Array.from(days)], [weight], { ...options, draws: 500 }),
        )) {
          expect(loss).toBeGreaterThanOrEqual(0)
          expect(cvar).toBeGreaterThanOrEqual(loss - 1e-12)
        }
      }),
      { numRuns: 50 },
    )
  })
})

describe('a Cholesky factor', () => {
  it('by hand, and of what is only semidefinite', () => {
    expect([...cholesky(Float64Array.of(4, 2, 2, 10), 2)]).toEqual([2, 0, 1, 3])
    expect([...cholesky(Float64Array.of(1, 1, 1, 1), 2)]).toEqual([1, 0, 1, 0])
    expect([...cholesky(Float64Array.of(0, 0, 0, 4), 2)]).toEqual([0, 0, 0, 2])
  })
})
