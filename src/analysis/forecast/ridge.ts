import { cholesky, solveInPlace } from '../statistics/cholesky.ts'
import { dot } from '../statistics/matrix.ts'
import type { LagMoments } from './moments.ts'

/** Weights by step (a row each, nearest lag first) and constants. */
export interface LinearSolution {
  lags: number
  /** Steps that were solved, from 0. */
  steps: readonly number[]
  weights: Float64Array
  constants: Float64Array
}

export interface RidgeOptions {
  /** False: no constant, so that what does not move is forecast not to move. */
  constant: boolean
  /** Steps to solve, from 0. Default all. */
  steps?: readonly number[]
}

/**
 * Ridge regression (Hoerl and Kennard, "Ridge Regression: Biased Estimation for Nonorthogonal Problems", Technometrics 12(1), 1970) of each
 * step on the inputs, from their moments, by one Cholesky factor for all steps.
 * @param ridge strength, as a part of the mean square of an input
 */
export function solveRidge(moments: LagMoments, ridge: number, options: RidgeOptions): LinearSolution {
  const { horizon, meanX, meanY, count } = moments
  const steps = options.steps ?? Array.from({ length: horizon }, (_, h) => h)
  const lags = meanX.length
  const matrix = inputMatrix(moments, options.constant)
  let trace = 0
  for (let i = 0; i < lags; i++) trace += matrix[i * lags + i]
  const strength = trace > 0 ? (ridge * trace) / lags : 1
  for (let i = 0; i < lags; i++) matrix[i * lags + i] += strength
  const lower = cholesky(matrix, lags)
  const weights = new Float64Array(steps.length * lags)
  const constants = new Float64Array(steps.length)
  steps.forEach((h, k) => {
    const own = weights.subarray(k * lags, (k + 1) * lags)
    for (let i = 0; i < lags; i++) own[i] = moments.yx[h * lags + i] + (options.constant ? 0 : count * meanY[h] * meanX[i])
    solveInPlace(lower, own)
    if (options.constant) constants[k] = meanY[h] - dot(own, meanX)
  })
  return { lags, steps, weights, constants }
}

/** Mean squared error of a solution on the windows of `moments`, mean over the steps; null = of the last value. */
export function meanSquaredLoss(moments: LagMoments, solution: LinearSolution | null, steps: readonly number[]): number {
  const { count, xx, yx, yy, meanX, meanY } = moments
  const lags = meanX.length
  let sum = 0
  steps.forEach((h, k) => {
    if (solution === null) sum += yy[h] / count + meanY[h] ** 2
    else {
      const own = solution.weights.subarray(k * lags, (k + 1) * lags)
      let spread = yy[h]
      for (let i = 0; i < lags; i++) {
        let product = -2 * yx[h * lags + i]
        for (let j = 0; j < lags; j++) product += xx[i * lags + j] * own[j]
        spread += own[i] * product
      }
      sum += spread / count + (meanY[h] - dot(own, meanX) - solution.constants[k]) ** 2
    }
  })
  return sum / steps.length
}

function inputMatrix({ xx, meanX, count }: LagMoments, constant: boolean): Float64Array {
  const matrix = xx.slice()
  const lags = meanX.length
  if (!constant) for (let i = 0; i < lags; i++) for (let j = 0; j < lags; j++) matrix[i * lags + j] += count * meanX[i] * meanX[j]
  return matrix
}
