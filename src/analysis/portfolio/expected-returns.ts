import { cholesky, solveWith } from '../statistics/cholesky.ts'
import { dot, type Matrix } from '../statistics/matrix.ts'
import { invertible } from './invertible.ts'

export interface ExpectedReturns {
  /** A period's return of each, shrunk. */
  returns: Float64Array
  /** Share of the common mean in them, from 0 to 1. */
  shrinkage: number
  /** What they are shrunk towards: the mean return of the portfolio of least variance. */
  towards: number
}

/**
 * Mean returns, shrunk towards a common one: P. Jorion, "Bayes-Stein Estimation for Portfolio Analysis", Journal of Financial and Quantitative
 * Analysis 21(3), 1986, equations 14 and 17: the share of the common mean is (N + 2) / (N + 2 + T d' V^-1 d), d being the distances from
 * it and V = S (T - 1) / (T - N - 2). Means of some years of daily returns are mostly noise, and an optimizer takes the luckiest for the best.
 * @param means mean return of each over the same `days` days; days > N + 2
 * @param covariance of a day's returns
 */
export function bayesStein(means: Float64Array, covariance: Matrix, days: number): ExpectedReturns {
  const n = means.length
  const lower = cholesky(invertible(covariance, n), n)
  const byOne = solveWith(lower, new Float64Array(n).fill(1))
  const towards = dot(byOne, means) / byOne.reduce((sum, value) => sum + value, 0)
  const apart = means.map((mean) => mean - towards)
  const distance = (dot(apart, solveWith(lower, apart)) * (days - n - 2)) / (days - 1)
  const shrinkage = (n + 2) / (n + 2 + days * Math.max(0, distance))
  return { returns: means.map((mean) => (1 - shrinkage) * mean + shrinkage * towards), shrinkage, towards }
}

/** Mean of each. */
export function meansOf(returns: readonly Float64Array[]): Float64Array {
  return Float64Array.from(returns, (one) => one.reduce((sum, value) => sum + value, 0) / one.length)
}
