import { type Covariance, sampleCovariance, shrunkCovariance } from './covariance.ts'
import { bayesStein, type ExpectedReturns, meansOf } from './expected-returns.ts'
import { hierarchicalRiskParity } from './hierarchical.ts'
import { type Estimates, meanVariance } from './mean-variance.ts'
import { riskParity } from './risk-parity.ts'

export const METHODS = ['mean-variance', 'min-variance', 'risk-parity', 'hrp'] as const
export type Method = (typeof METHODS)[number]

export interface Allocation {
  method: Method
  /** Of mean-variance: what a year's return is worth against half its variance. */
  tolerance: number
  /** Highest weight; of mean-variance and min-variance. */
  most: number
}

/** What a past says of the future, both of a year. */
export interface YearEstimates extends Estimates {
  covariance: Float64Array
  returns: Float64Array
  /** Shares of the targets in the two. */
  covarianceShrinkage: number
  returnShrinkage: number
}

/** Shrunk covariance and expected returns of a year, from the returns of each symbol on the same days. */
export function estimate(returns: readonly Float64Array[], daysPerYear: number): YearEstimates {
  const covariance = shrunkCovariance(returns)
  return yearly(covariance, bayesStein(meansOf(returns), covariance.matrix, returns[0].length), daysPerYear)
}

/** The twin without shrinkage: covariance and means of the sample. */
export function sampleEstimate(returns: readonly Float64Array[], daysPerYear: number): YearEstimates {
  return yearly(sampleCovariance(returns), { returns: meansOf(returns), shrinkage: 0, towards: 0 }, daysPerYear)
}

/** Days are taken as independent: means and variances add up. */
function yearly(covariance: Covariance, means: ExpectedReturns, daysPerYear: number): YearEstimates {
  return {
    covariance: covariance.matrix.map((value) => value * daysPerYear),
    returns: means.returns.map((value) => value * daysPerYear),
    covarianceShrinkage: covariance.shrinkage,
    returnShrinkage: means.shrinkage,
  }
}

/** Weights by a method: none below zero, sum 1. `start`: feasible weights near the answer, where some are known. */
export function allocate(estimates: Estimates, { method, tolerance, most }: Allocation, start?: Float64Array): Float64Array {
  const n = estimates.returns.length
  if (method === 'risk-parity') return riskParity(estimates.covariance, n)
  if (method === 'hrp') return hierarchicalRiskParity(estimates.covariance, n)
  return meanVariance(estimates, method === 'min-variance' ? 0 : tolerance, most, start)
}
