import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { alignReturns, returnsPerYear } from '../../../../src/analysis/portfolio/align.ts'
import { METHODS } from '../../../../src/analysis/portfolio/allocate.ts'
import { sampleCovariance, shrunkCovariance } from '../../../../src/analysis/portfolio/covariance.ts'
import { compareRules, yearFigures } from '../../../../src/analysis/portfolio/luck.ts'
import { walkForward } from '../../../../src/analysis/portfolio/walk-forward.ts'
import { Random } from '../../../../src/analysis/random.ts'
import { isoDate } from '../../../../src/core/time.ts'
import { marketOf } from './markets.ts'

const DAYS = Float64Array.from({ length: 400 }, (_, k) => 18_000 + k + 2 * Math.floor(k / 5))
/** Rows right after those at whose close new weights are chosen: where a day too many would show. */
const FIRST_OF_MONTH = Array.from(DAYS.keys()).filter(
  (row) => row > 120 && isoDate(DAYS[row - 1]).slice(0, 7) !== isoDate(DAYS[row]).slice(0, 7),
)
const options = { method: 'mean-variance', tolerance: 0.1, most: 1, window: 90, daysPerYear: 252 } as const

describe('following a method through the past', () => {
  it.each(METHODS)('%s: what comes later changes nothing before it', (method) => {
    const returns = marketOf(4, 400, 9)
    const whole = walkForward(returns, DAYS, { ...options, method })!
    fc.assert(
      fc.property(fc.constantFrom(...FIRST_OF_MONTH), fc.nat(), (cut, seed) => {
        const random = new Random(seed, 'future')
        const changed = returns.map((one) => one.map((value, k) => (k < cut ? value : 0.05 * random.normal())))
        const other = walkForward(changed, DAYS, { ...options, method })!
        const known = cut - whole.from
        for (const name of ['shrunk', 'sample', 'equal'] as const) {
          expect(other[name].returns.subarray(0, known)).toEqual(whole[name].returns.subarray(0, known))
        }
        const ended = walkForward(
          returns.map((one) => one.subarray(0, cut)),
          DAYS.subarray(0, cut),
          { ...options, method },
        )!
        expect(ended.shrunk.returns).toEqual(whole.shrunk.returns.subarray(0, known))
      }),
      { numRuns: 5 },
    )
  })

  it.each(METHODS)('%s: weights are chosen before the first day that they are held', (method) => {
    const returns = marketOf(4, 400, 9)
    // A day's return is the sum of weight x return: twice as large a change of one return moves it twice as far, unless the weights know of it.
    for (const row of FIRST_OF_MONTH.slice(0, 3)) {
      const at = (change: number) => {
        const changed = returns.map((one, i) => one.map((value, k) => (i === 0 && k === row ? value + change : value)))
        const { from, shrunk, sample } = walkForward(changed, DAYS, { ...options, method })!
        return [shrunk.returns[row - from], sample.returns[row - from]]
      }
      const [none, once, twice] = [at(0), at(0.1), at(0.2)]
      for (const k of [0, 1]) expect(twice[k] - once[k]).toBeCloseTo(once[k] - none[k], 12)
    }
  })

  it('equal weights drift within the month and are levelled at its end', () => {
    const returns = marketOf(2, 400, 3)
    const { from, equal, months } = walkForward(returns, DAYS, options)!
    const month = (row: number) => new Date(DAYS[row] * 86_400_000).getUTCMonth()
    let [one, other, turnover, ends] = [0.5, 0.5, 0, 1]
    for (let row = from; row < 400; row++) {
      if (row > from && month(row) !== month(row - 1)) {
        turnover += Math.abs(one / (one + other) - 0.5)
        ends++
        one = other = 0.5
      }
      const before = one + other
      one *= 1 + returns[0][row]
      other *= 1 + returns[1][row]
      expect(equal.returns[row - from]).toBeCloseTo((one + other) / before - 1, 12)
    }
    expect(months).toBe(ends)
    expect(equal.turnover).toBeCloseTo(turnover, 10)
  })

  it('is null where no month can be followed', () => {
    const short = marketOf(3, 95, 1)
    expect(walkForward(short, DAYS.subarray(0, 95), { ...options, window: 95 })).toBeNull()
  })
})

describe('odds of luck', () => {
  it('of rules that are alike are even, of one that is better every day are none', () => {
    const [returns] = marketOf(1, 500, 4)
    const better = returns.map((value) => value + 0.002)
    const sure = compareRules(better, returns, { daysPerYear: 252, seed: 1 })!
    expect(sure.sharpeLuck).toBe(1 / 2001)
    expect(sure.return.value).toBeCloseTo(0.504, 9)
    expect(sure.return.low).toBeCloseTo(0.504, 9)
    expect(sure.sharpe.low).toBeGreaterThan(0)
    const [one, other] = [marketOf(1, 2000, 11, 0)[0], marketOf(1, 2000, 12, 0)[0]].map((values) => {
      const { return: mean, risk } = yearFigures(values, 252)
      return values.map((value) => (value - mean / 252) / risk)
    })
    const even = compareRules(one, other, { daysPerYear: 252, seed: 1 })!
    expect(even.sharpe.value).toBeCloseTo(0, 9)
    expect(even.sharpeLuck).toBeGreaterThan(0.4)
    expect(even.sharpeLuck).toBeLessThan(0.6)
    expect(even.sharpe.low).toBeLessThan(0)
    expect(even.sharpe.high).toBeGreaterThan(0)
    expect(compareRules(one, other, { daysPerYear: 252, seed: 1 })).toEqual(even)
    // Two pasts that have nothing to do with each other: their means differ by less than 1.96 deviations in 95 of 100 draws.
    const wide = (even.return.high - even.return.low) / 2
    expect(wide).toBeCloseTo(1.96 * Math.sqrt((2 * 252) / 2000), 1)
  })

  it('says nothing of what does not vary', () => {
    expect(compareRules(new Float64Array(50), marketOf(1, 50, 1)[0], { daysPerYear: 252, seed: 1 })).toBeNull()
  })
})

describe('what goes in', () => {
  it('returns lie between the dates that all have', () => {
    const aligned = alignReturns([
      { days: [1, 2, 3, 5], levels: [100, 110, 120, 132] },
      { days: [0, 2, 3, 4, 5], levels: [1, 10, 20, 25, 30] },
    ])
    expect([...aligned.days]).toEqual([3, 5])
    expect(aligned.from).toBe(2)
    expect(aligned.returns[0][1]).toBeCloseTo(0.1, 12)
    expect(aligned.returns[1][1]).toBeCloseTo(0.5, 12)
    expect(returnsPerYear({ days: DAYS, from: 17_997 })).toBeGreaterThan(255)
  })

  it('shrinking leaves variances as they are, and more where there is less past', () => {
    const [short, long] = [marketOf(12, 60, 8), marketOf(12, 2000, 8)]
    const [few, many] = [shrunkCovariance(short), shrunkCovariance(long)]
    const sample = sampleCovariance(short).matrix
    for (let i = 0; i < 12; i++) expect(few.matrix[13 * i]).toBeCloseTo(sample[13 * i], 12)
    expect(few.shrinkage).toBeGreaterThan(many.shrinkage)
    expect(shrunkCovariance(short.slice(0, 2)).shrinkage).toBe(0)
  })
})
