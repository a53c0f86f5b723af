import { dot, type Matrix } from '../statistics/matrix.ts'

/** Contributions are alike when none is further than this from its share. */
const NEAR = 1e-13

/**
 * Weights to which all symbols contribute the same risk: S. Maillard, T. Roncalli and J. Teiletche, "The Properties of Equally Weighted Risk
 * Contribution Portfolios", The Journal of Portfolio Management 36(4), 2010. They are the least of x' C x / 2 - mean of ln x (F. Spinu, "An Algorithm
 * for Computing Risk Parity Weights", 2013), brought to sum 1; found a coordinate at a time, each in closed form (T. Griveau-Billion, J.-C.
 * Richard and T. Roncalli, "A Fast Algorithm for Computing High-Dimensional Risk Parity Portfolios", 2013).
 */
export function riskParity(covariance: Matrix, n: number): Float64Array {
  const x = Float64Array.from({ length: n }, (_, i) => 1 / Math.sqrt(n * covariance[i * n + i]))
  for (let round = 0; round < 10_000; round++) {
    let furthest = 0
    for (let i = 0; i < n; i++) {
      const own = covariance[i * n + i]
      const slope = dot(covariance.subarray(i * n, i * n + n), x)
      furthest = Math.max(furthest, Math.abs(x[i] * slope - 1 / n))
      const others = slope - own * x[i]
      x[i] = (-others + Math.sqrt(others * others + (4 * own) / n)) / (2 * own)
    }
    if (furthest < NEAR) break
  }
  const sum = x.reduce((total, value) => total + value, 0)
  return x.map((value) => value / sum)
}

/** Share of the portfolio's variance that each weight brings, sum 1: w_i (C w)_i / w' C w. Negative for what offsets the others. */
export function riskContributions(weights: ArrayLike<number>, covariance: Matrix): Float64Array {
  const n = weights.length
  const parts = Float64Array.from({ length: n }, (_, i) => weights[i] * dot(covariance.subarray(i * n, i * n + n), weights))
  const sum = parts.reduce((total, value) => total + value, 0)
  return parts.map((value) => value / sum)
}
