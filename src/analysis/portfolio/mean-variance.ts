import { dot, type Matrix, times } from './covariance.ts'
import { solveQuadratic } from './quadratic.ts'

export interface Estimates {
  /** Covariance and expected returns of the same span (a year). */
  covariance: Matrix
  returns: ArrayLike<number>
}

export interface FrontierPoint {
  /** Deviation. */
  risk: number
  return: number
}

/**
 * Weights (long only, sum 1, each at most `most`) with the highest tolerance * return - variance / 2: H. Markowitz, "Portfolio Selection", The
 * Journal of Finance 7(1), 1952. Tolerance 0 is the least variance; 1 / tolerance is the usual aversion to risk.
 */
export function meanVariance(
  { covariance, returns }: Estimates,
  tolerance: number,
  most: number,
  start?: Float64Array,
): Float64Array {
  return solveQuadratic({ covariance, gain: Float64Array.from(returns, (value) => tolerance * value), most }, start)
}

/**
 * The efficient frontier under the same bounds: portfolios of least variance, their returns evenly from that of the least variance to the highest
 * there is. One point where all returns are alike.
 */
export function frontier(estimates: Estimates, most: number, points: number): FrontierPoint[] {
  const { covariance, returns } = estimates
  let weights = meanVariance(estimates, 0, most)
  const least = dot(weights, returns)
  const range = highestReturn(returns, most) - least
  if (!(range > 1e-9 * Math.max(...Array.from(returns, Math.abs)))) return [pointOf(weights, estimates)]
  const ceiling = toleranceOf(estimates, least + range * (1 - 1e-6), most)
  return Array.from({ length: points }, (_, k) => {
    if (k > 0) weights = atReturn(estimates, least + (range * k * (1 - 1e-6)) / (points - 1), { most, ceiling, start: weights })
    return { risk: Math.sqrt(dot(weights, times(covariance, weights))), return: dot(weights, returns) }
  })
}

export function pointOf(weights: ArrayLike<number>, { covariance, returns }: Estimates): FrontierPoint {
  return { risk: Math.sqrt(dot(times(covariance, weights), weights)), return: dot(weights, returns) }
}

/** All of the best that the bound allows, then of the next. */
function highestReturn(returns: ArrayLike<number>, most: number): number {
  let [left, sum] = [1, 0]
  for (const value of Float64Array.from(returns).sort().reverse()) {
    const weight = Math.min(most, left)
    sum += weight * value
    left -= weight
  }
  return sum
}

/** A tolerance whose portfolio returns so much or more. */
function toleranceOf(estimates: Estimates, wanted: number, most: number): number {
  let tolerance = 1
  while (tolerance < 1e12 && dot(meanVariance(estimates, tolerance, most), estimates.returns) < wanted) tolerance *= 4
  return tolerance
}

/**
 * The efficient portfolio of a return. The return rises with the tolerance along straight lines, so a secant hits it as soon as both ends are
 * on one of them; halving in turn brings them there.
 */
function atReturn(
  estimates: Estimates,
  wanted: number,
  { most, ceiling, start }: { most: number; ceiling: number; start: Float64Array },
) {
  const off = (weights: Float64Array) => dot(weights, estimates.returns) - wanted
  let [low, high] = [0, ceiling]
  let [below, above] = [off(meanVariance(estimates, 0, most, start)), off(meanVariance(estimates, ceiling, most, start))]
  const near = 1e-10 * (above - below)
  let weights = start
  for (let step = 0; step < 200; step++) {
    const tolerance = step % 2 === 0 ? (low * above - high * below) / (above - below) : (low + high) / 2
    weights = meanVariance(estimates, tolerance, most, weights)
    const now = off(weights)
    if (Math.abs(now) <= near) break
    if (now < 0) [low, below] = [tolerance, now]
    else [high, above] = [tolerance, now]
  }
  return weights
}
