import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { shrunkCovariance } from '../../../../src/analysis/portfolio/covariance.ts'
import { bayesStein, meansOf } from '../../../../src/analysis/portfolio/expected-returns.ts'
import { hierarchicalRiskParity } from '../../../../src/analysis/portfolio/hierarchical.ts'
import { meanVariance } from '../../../../src/analysis/portfolio/mean-variance.ts'

const known = JSON.parse(readFileSync(new URL('../../../fixtures/portfolio-reference.json', import.meta.url), 'utf8'))
const returns: Float64Array[] = known.returns.map((one: number[]) => Float64Array.from(one))
const close = (found: ArrayLike<number>, wanted: number[], digits: number) => {
  expect(found).toHaveLength(wanted.length)
  for (let i = 0; i < wanted.length; i++) expect(found[i]).toBeCloseTo(wanted[i], digits)
}

describe('against numpy and scipy', () => {
  const { matrix, shrinkage } = shrunkCovariance(returns)
  const year = { covariance: matrix.map((value) => 252 * value), returns: meansOf(returns).map((mean) => 252 * mean) }

  it('covariance and its shrinkage', () => {
    expect(shrinkage).toBeGreaterThan(0.01)
    expect(shrinkage).toBeCloseTo(known.shrinkage, 12)
    close(matrix, known.covariance.flat(), 15)
  })

  it('least variance and mean-variance, free and with a highest weight', () => {
    close(meanVariance(year, 0, 1), known.minvar, 6)
    close(meanVariance(year, 0.1, 1), known.mv, 6)
    close(meanVariance(year, 0.1, 0.25), known.capped, 6)
  })

  it('hierarchical risk parity', () => close(hierarchicalRiskParity(matrix, 5), known.hrp, 12))

  it('Bayes-Stein returns', () => {
    const { shrinkage: share, towards } = bayesStein(meansOf(returns), matrix, 60)
    expect(share).toBeCloseTo(known.jorion, 10)
    expect(towards).toBeCloseTo(known.y0, 12)
  })
})
