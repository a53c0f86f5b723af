import { describe, expect, it } from 'vitest'
import { Random } from '../../../../src/analysis/random.ts'
import { blockLength } from '../../../../src/analysis/statistics/block-length.ts'
import { moments } from '../../../../src/analysis/statistics/moments.ts'
import { normalProbability, normalQuantile } from '../../../../src/analysis/statistics/normal.ts'
import { quantileOfSorted } from '../../../../src/analysis/statistics/quantile.ts'
import { studentProbability } from '../../../../src/analysis/statistics/student.ts'

const relative = (got: number, wanted: number) => Math.abs(got / wanted - 1)

describe('distributions', () => {
  it.each([
    [-30, 4.906713927147908e-198],
    [-3.5, 0.00023262907903552502],
    [-1, 0.15865525393145707],
    [0.3, 0.6179114221889526],
    [2.9, 0.998134186699616],
    [6, 0.9999999990134123],
  ])("normal: P(x <= %f) is SciPy's to 12 digits, and its quantile leads back", (x, wanted) => {
    expect(relative(normalProbability(x), wanted)).toBeLessThan(1e-12)
    // Above 3 the probability is a double beside 1 and has lost the digits that lead back.
    if (x < 3) expect(normalQuantile(normalProbability(x))).toBeCloseTo(x, 11)
  })

  it('normal: ends are infinite, what is no probability is NaN', () => {
    expect([0, 1, 0.5].map(normalQuantile)).toEqual([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, 0])
    expect([normalQuantile(-0.1), normalQuantile(2), normalProbability(Number.NaN)]).toEqual([Number.NaN, Number.NaN, Number.NaN])
    expect([normalProbability(Number.NEGATIVE_INFINITY), normalProbability(Number.POSITIVE_INFINITY)]).toEqual([0, 1])
  })

  it.each([
    [-2.5, 1, 0.12111894159084341],
    [1.96, 2, 0.9054713451991339],
    [-0.4, 3, 0.35796757698718507],
    [2.2, 10, 0.9737794657753234],
    [-4, 251, 4.169104749403929e-5],
  ])("Student: P(t <= %f) with %i degrees of freedom is SciPy's", (t, degrees, wanted) => {
    expect(studentProbability(t, degrees)).toBeCloseTo(wanted, 12)
  })
})

describe('samples', () => {
  it('have the moments worked out by hand', () => {
    // 1, 2, 3, 10: mean 4; apart -3, -2, -1, 6: squares 50, cubes 180, fourth powers 1,394.
    const facts = moments([1, 2, 3, 10])
    expect(facts).toMatchObject({ count: 4, mean: 4 })
    expect(facts.deviation).toBeCloseTo(Math.sqrt(50 / 3), 12)
    expect(facts.skewness).toBeCloseTo(45 / 12.5 ** 1.5, 12)
    expect(facts.kurtosis).toBeCloseTo(348.5 / 12.5 ** 2, 12)
    expect(moments([5, 5, 5])).toMatchObject({ deviation: 0, skewness: Number.NaN, kurtosis: Number.NaN })
    expect(moments([5]).deviation).toBeNaN()
  })

  it('have quantiles between their values', () => {
    expect([0, 0.25, 0.5, 0.9, 1].map((share) => quantileOfSorted([1, 2, 4, 8, 16], share))).toEqual([1, 2, 4, 12.8, 16])
    expect(quantileOfSorted([3], 0.05)).toBe(3)
    expect(quantileOfSorted([], 0.5)).toBeNaN()
  })
})

describe('block length', () => {
  const autoregression = (seed: number, length: number, memory: number) => {
    const random = new Random(seed, 'autoregression')
    let now = 0
    return Array.from({ length }, () => {
      now = memory * now + 0.01 * random.normal()
      return now
    })
  }

  // arch 8.0.0, arch.bootstrap.optimal_block_length, column 'stationary'; ours is never below 1.
  it.each([
    [1, 250, 0.3, 4.879566187021994],
    [2, 1000, 0.3, 6.214464281229586],
    [3, 2500, 0.6, 20.897885416795905],
    [4, 1000, 0.9, 33.83853769594353],
    [5, 1000, 0, 0.9098443234834636],
  ])("of series %i (%i values, memory %f) is that of Sheppard's arch", (seed, length, memory, wanted) => {
    expect(blockLength(autoregression(seed, length, memory))).toBeCloseTo(Math.max(1, wanted), 9)
  })

  it('is 1 where there is nothing to depend on', () => {
    expect(blockLength([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1])).toBe(1)
    expect(blockLength([1, 2, 3])).toBe(1)
  })
})
