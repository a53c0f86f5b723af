import { dot, type Matrix } from '../statistics/matrix.ts'

export interface Covariance {
  /** Of one period, symbol by symbol, with the divisor T - 1. */
  matrix: Matrix
  /** Share of the target in it, from 0 (the sample as it is) to 1. */
  shrinkage: number
}

/**
 * Covariance of returns, shrunk towards the one in which every pair is correlated alike: O. Ledoit and M. Wolf, "Honey, I Shrunk the Sample
 * Covariance Matrix", The Journal of Portfolio Management 30(4), 2004, appendix B. The largest and the smallest of many estimated
 * correlations are mostly luck, and an optimizer seeks just those. Variances stay those of the sample. With two symbols the target is the
 * sample.
 * @param returns of each symbol, on the same days; each varies
 */
export function shrunkCovariance(returns: readonly Float64Array[]): Covariance {
  const n = returns.length
  const days = returns[0].length
  const centred = returns.map(lessMean)
  const sample = products(centred, (a, b) => dot(a, b) / days)
  const target = constantCorrelation(sample, n)
  const shrinkage = intensity(centred, sample, target, days)
  const unbiased = days / (days - 1)
  const matrix = sample.map((value, k) => unbiased * ((1 - shrinkage) * value + shrinkage * target.matrix[k]))
  return { matrix, shrinkage }
}

/** Covariance of the sample, divisor T - 1. */
export function sampleCovariance(returns: readonly Float64Array[]): Covariance {
  const centred = returns.map(lessMean)
  return { matrix: products(centred, (a, b) => dot(a, b) / (a.length - 1)), shrinkage: 0 }
}

interface Target {
  matrix: Matrix
  /** The correlation that all pairs have in it. */
  correlation: number
}

function constantCorrelation(sample: Matrix, n: number): Target {
  const deviation = Float64Array.from({ length: n }, (_, i) => Math.sqrt(sample[i * n + i]))
  let sum = 0
  for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) sum += sample[i * n + j] / (deviation[i] * deviation[j])
  const correlation = (2 * sum) / (n * (n - 1))
  const matrix = new Float64Array(n * n)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) matrix[i * n + j] = i === j ? sample[i * n + i] : correlation * deviation[i] * deviation[j]
  }
  return { matrix, correlation }
}

/** kappa / T of the paper, between 0 and 1: (pi - rho) / gamma are the error of the sample, what of it the target shares, and their distance. */
function intensity(centred: readonly Float64Array[], sample: Matrix, target: Target, days: number): number {
  const n = centred.length
  const squares = centred.map((one) => one.map((x) => x * x))
  const cubes = centred.map((one) => one.map((x) => x * x * x))
  let pi = 0
  let rho = 0
  let gamma = 0
  for (let i = 0; i < n; i++) {
    const own = sample[i * n + i]
    for (let j = 0; j < n; j++) {
      const both = sample[i * n + j]
      const error = dot(squares[i], squares[j]) / days - both * both
      pi += error
      gamma += (target.matrix[i * n + j] - both) ** 2
      // Each off-diagonal pair comes twice, once with either symbol's variance: together they are the paper's two terms.
      rho +=
        i === j
          ? error
          : target.correlation * Math.sqrt(sample[j * n + j] / own) * (dot(cubes[i], centred[j]) / days - own * both)
    }
  }
  if (!(gamma > 1e-14 * dot(sample, sample))) return 0
  return Math.max(0, Math.min(1, (pi - rho) / gamma / days))
}

function products(columns: readonly Float64Array[], of: (a: Float64Array, b: Float64Array) => number): Matrix {
  const n = columns.length
  const matrix = new Float64Array(n * n)
  for (let i = 0; i < n; i++) {
    for (let j = i; j < n; j++) matrix[j * n + i] = matrix[i * n + j] = of(columns[i], columns[j])
  }
  return matrix
}

function lessMean(values: Float64Array): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return values.map((value) => value - mean)
}
