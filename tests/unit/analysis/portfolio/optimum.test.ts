import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shrunkCovariance } from '../../../../src/analysis/portfolio/covariance.ts'
import { hierarchicalRiskParity, linkageOrder } from '../../../../src/analysis/portfolio/hierarchical.ts'
import { frontier, meanVariance, pointOf } from '../../../../src/analysis/portfolio/mean-variance.ts'
import { riskContributions, riskParity } from '../../../../src/analysis/portfolio/risk-parity.ts'
import { Random } from '../../../../src/analysis/random.ts'
import { times } from '../../../../src/analysis/statistics/matrix.ts'
import { marketOf, randomWeights } from './markets.ts'

const market = fc.record({
  n: fc.integer({ min: 2, max: 14 }),
  seed: fc.nat(),
  tolerance: fc.double({ min: 0, max: 5, noNaN: true }),
})

function estimatesOf(n: number, seed: number) {
  const random = new Random(seed, 'expected')
  const covariance = shrunkCovariance(marketOf(n, 90, seed)).matrix.map((value) => 252 * value)
  return { covariance, returns: Float64Array.from({ length: n }, () => 0.1 * random.normal()) }
}

const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0)

/** One price: what is held could not be better used; what lies at zero gains too little, what is full would gain more. */
function expectOptimal(estimates: ReturnType<typeof estimatesOf>, tolerance: number, most: number, weights: Float64Array) {
  expect(sum(weights)).toBeCloseTo(1, 10)
  const slopes = times(estimates.covariance, weights).map((value, i) => value - tolerance * estimates.returns[i])
  const scale = Math.max(...estimates.covariance, tolerance * 0.1)
  let [low, high] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
  for (const [i, weight] of weights.entries()) {
    expect(weight).toBeGreaterThanOrEqual(0)
    expect(weight).toBeLessThanOrEqual(most)
    if (weight > 0) low = Math.max(low, slopes[i])
    if (weight < most) high = Math.min(high, slopes[i])
  }
  expect(low - high).toBeLessThanOrEqual(1e-8 * scale)
}

describe('mean-variance', () => {
  it('meets the conditions of Karush, Kuhn and Tucker, with and without a highest weight', () => {
    fc.assert(
      fc.property(market, fc.double({ min: 1, max: 3, noNaN: true }), ({ n, seed, tolerance }, room) => {
        const estimates = estimatesOf(n, seed)
        const most = Math.min(1, room / n)
        const weights = meanVariance(estimates, tolerance, most)
        expectOptimal(estimates, tolerance, most, weights)
      }),
      { numRuns: 300 },
    )
  })

  it.each([30, 53])('of forty symbols of which ten are to be full, by rounding a little more than full (%i)', (seed) => {
    const estimates = estimatesOf(40, seed)
    expectOptimal(estimates, 30, 0.1, meanVariance(estimates, 30, 0.1))
  })

  it('is worth at least as much as any weights drawn at random; at tolerance 0 it has the least variance', () => {
    fc.assert(
      fc.property(market, ({ n, seed, tolerance }) => {
        const estimates = estimatesOf(n, seed)
        const random = new Random(seed, 'weights')
        const worth = (weights: ArrayLike<number>, of: number) => {
          const { risk, return: gain } = pointOf(weights, estimates)
          return of * gain - (risk * risk) / 2
        }
        for (const of of [0, tolerance]) {
          const best = worth(meanVariance(estimates, of, 1), of)
          for (let k = 0; k < 20; k++) expect(worth(randomWeights(n, 1, random), of)).toBeLessThanOrEqual(best + 1e-12)
        }
      }),
      { numRuns: 50 },
    )
  })

  it('takes twins alike in place of failing, and does not depend on where it starts', () => {
    const [one, other] = marketOf(2, 90, 5)
    const { matrix } = shrunkCovariance([one, one, other, other])
    const weights = meanVariance({ covariance: matrix, returns: [0, 0, 0, 0] }, 0, 1)
    expect(weights[0]).toBeCloseTo(weights[1], 6)
    expect(weights[2]).toBeCloseTo(weights[3], 6)
    const estimates = estimatesOf(9, 3)
    const from = meanVariance(estimates, 0.2, 1, Float64Array.of(1, 0, 0, 0, 0, 0, 0, 0, 0))
    for (const [i, weight] of meanVariance(estimates, 0.2, 1).entries()) expect(from[i]).toBeCloseTo(weight, 8)
  })
})

describe('the frontier', () => {
  it('goes from the least variance to the best return, rises, and no other portfolio of its return has less risk', () => {
    fc.assert(
      fc.property(market, ({ n, seed }) => {
        const estimates = estimatesOf(n, seed)
        const points = frontier(estimates, 1, 12)
        const least = pointOf(meanVariance(estimates, 0, 1), estimates)
        if (points.length === 1) return
        expect(points[0].risk).toBeCloseTo(least.risk, 10)
        expect(points[11].return).toBeCloseTo(Math.max(...estimates.returns), 5)
        points.slice(1).forEach((point, k) => {
          expect(point.return - points[k].return).toBeCloseTo((points[11].return - points[0].return) / 11, 6)
          expect(point.risk).toBeGreaterThanOrEqual(points[k].risk)
        })
        const random = new Random(seed, 'dominated')
        for (let k = 0; k < 20; k++) {
          const own = pointOf(randomWeights(n, 1, random), estimates)
          const place = (own.return - points[0].return) / (points[11].return - points[0].return)
          if (place < 0) continue
          // Risk is convex along the frontier: the chord between two of its points lies above it, the lower end below.
          expect(own.risk).toBeGreaterThanOrEqual(points[Math.min(11, Math.floor(11 * place))].risk - 1e-9)
        }
      }),
      { numRuns: 40 },
    )
  })

  it('is one point where all returns are alike', () => {
    expect(frontier({ ...estimatesOf(4, 1), returns: [0.1, 0.1, 0.1, 0.1] }, 1, 12)).toHaveLength(1)
  })
})

describe('risk parity', () => {
  it('has equal contributions; of symbols without correlation weights by one over the deviation', () => {
    fc.assert(
      fc.property(market, ({ n, seed }) => {
        const { covariance } = estimatesOf(n, seed)
        const weights = riskParity(covariance, n)
        expect(sum(weights)).toBeCloseTo(1, 12)
        for (const share of riskContributions(weights, covariance)) expect(share).toBeCloseTo(1 / n, 9)
      }),
      { numRuns: 100 },
    )
    const weights = riskParity(Float64Array.of(0.04, 0, 0, 0.01), 2)
    expect(weights[0]).toBeCloseTo(1 / 3, 12)
  })
})

describe('hierarchical risk parity', () => {
  it('sums to 1 above zero, and does not care for the unit of time', () => {
    fc.assert(
      fc.property(market, ({ n, seed }) => {
        const { covariance } = estimatesOf(n, seed)
        const weights = hierarchicalRiskParity(covariance, n)
        expect(sum(weights)).toBeCloseTo(1, 12)
        expect(Math.min(...weights)).toBeGreaterThan(0)
        const daily = hierarchicalRiskParity(
          covariance.map((value) => value / 252),
          n,
        )
        for (const [i, weight] of weights.entries()) expect(daily[i]).toBeCloseTo(weight, 12)
      }),
      { numRuns: 60 },
    )
  })

  it('joins the nearest first', () => {
    const apart = (a: number, b: number) => Math.abs([0, 10, 1, 12][a] - [0, 10, 1, 12][b])
    const distances = Float64Array.from({ length: 16 }, (_, k) => apart(Math.floor(k / 4), k % 4))
    expect(linkageOrder(distances, 4)).toEqual([0, 2, 1, 3])
  })
})
