import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  deflatedSharpe,
  expectedBestSharpe,
  minimumTrackRecord,
  probabilisticSharpe,
  type SharpeSample,
  sharpeSample,
} from '../../../../src/analysis/metrics/deflated-sharpe.ts'
import { Random } from '../../../../src/analysis/random.ts'

const normal = (sharpe: number, days: number): SharpeSample => ({ sharpe, days, skewness: 0, kurtosis: 3 })

describe('odds of a Sharpe ratio', () => {
  it('are those of the worked examples in the papers', () => {
    // Bailey and Lopez de Prado 2012: 24 months, monthly ratio 0.458: 0.982 if normal, 0.913 with skewness -2.448 and kurtosis 10.164.
    expect(probabilisticSharpe(normal(0.458, 24))).toBeCloseTo(0.982, 3)
    expect(probabilisticSharpe({ sharpe: 0.458, days: 24, skewness: -2.448, kurtosis: 10.164 })).toBeCloseTo(0.913, 3)
    // The same: a ratio of 2 a year needs 2.73 years of daily returns to be above 1 with 95% confidence.
    const years = (minimumTrackRecord(normal(2 / Math.sqrt(252), 100), 1 / Math.sqrt(252)) as number) / 252
    expect(years).toBeCloseTo(2.73, 2)
    // The same authors 2014: 2.5 a year over 1,250 days, skewness -3, kurtosis 10, the best of 100 trials with variance 1/2 a year: 0.1132, 0.9004.
    const best = expectedBestSharpe(100, 0.5 / 250)
    expect(best).toBeCloseTo(0.1132, 4)
    const sample = { sharpe: 2.5 / Math.sqrt(250), days: 1250, skewness: -3, kurtosis: 10 }
    expect(probabilisticSharpe(sample, best)).toBeCloseTo(0.9004, 4)
  })

  it('sink as trials are added, and a single trial is not deflated', () => {
    const sharpes = { dailySharpes: [0.01, -0.02, 0.05, 0.08] }
    const sample = normal(0.08, 750)
    const odds = [1, 2, 5, 50, 5000].map((count) => deflatedSharpe(sample, { count, ...sharpes }))
    expect(odds[0]).toBe(probabilisticSharpe(sample))
    for (let i = 1; i < odds.length; i++) expect(odds[i]).toBeLessThan(odds[i - 1])
  })

  it('expect of the best of N normal draws what the best of N drawn is', () => {
    const random = new Random(3, 'best')
    const best = Array.from({ length: 4000 }, () => Math.max(...Array.from({ length: 50 }, () => random.normal())))
    const mean = best.reduce((sum, one) => sum + one, 0) / best.length
    expect(expectedBestSharpe(50, 1)).toBeGreaterThan(mean - 0.05)
    expect(expectedBestSharpe(50, 1)).toBeLessThan(mean + 0.05)
  })

  it('take the variance of estimates of nothing where the trials are not known', () => {
    const sample = normal(0.1, 401)
    const known = deflatedSharpe(sample, { count: 9, dailySharpes: [-0.05 / Math.SQRT2, 0.05 / Math.SQRT2] })
    expect(deflatedSharpe(sample, { count: 9, dailySharpes: [0.1] })).toBeCloseTo(known, 12)
  })

  it('are chances for every sample of returns, and none for returns that do not vary', () => {
    const daily = fc.double({ min: -0.5, max: 0.5, noNaN: true })
    fc.assert(
      fc.property(fc.array(daily, { minLength: 3, maxLength: 50 }), fc.integer({ min: 1, max: 1e6 }), (returns, count) => {
        const sample = sharpeSample(returns)
        if (sample === null) return
        const odds = deflatedSharpe(sample, { count, dailySharpes: [] })
        expect(odds >= 0 && odds <= 1).toBe(true)
      }),
    )
    expect(sharpeSample([0.01, 0.01, 0.01])).toBeNull()
    expect(sharpeSample([0.01, 0.02])).toBeNull()
    expect(minimumTrackRecord(normal(0, 100))).toBeNull()
  })
})
