import { dot, type Matrix, times } from '../statistics/matrix.ts'
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
  let at = tolerated(estimates, 0, most)
  const least = at.return
  const range = highestReturn(returns, most) - least
  if (!(range > 1e-9 * Math.max(...Array.from(returns, Math.abs)))) return [pointOf(at.weights, estimates)]
  const top = least + range * NEARLY_ALL
  let ceiling = tolerated(estimates, 1, most)
  while (ceiling.return < top && ceiling.tolerance < 1e12) {
    ceiling = tolerated(estimates, 4 * ceiling.tolerance, most, ceiling.weights)
  }
  return Array.from({ length: points }, (_, k) => {
    if (k > 0) at = atReturn(estimates, least + ((top - least) * k) / (points - 1), most, at, ceiling)
    return { risk: Math.sqrt(dot(at.weights, times(covariance, at.weights))), return: at.return }
  })
}

/** The highest return itself may take an endless tolerance, where two symbols return nearly the same. */
const NEARLY_ALL = 1 - 1e-6

interface Tolerated {
  tolerance: number
  weights: Float64Array
  return: number
}

function tolerated(estimates: Estimates, tolerance: number, most: number, start?: Float64Array): Tolerated {
  const weights = meanVariance(estimates, tolerance, most, start)
  return { tolerance, weights, return: dot(weights, estimates.returns) }
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

/**
 * The efficient portfolio of a return, between two others. The return rises with the tolerance along straight lines, so a secant hits it as
 * soon as both ends are on one of them; the geometric mean in turn brings them there, for tolerances are of many sizes.
 */
function atReturn(estimates: Estimates, wanted: number, most: number, from: Tolerated, to: Tolerated): Tolerated {
  const near = 1e-10 * (to.return - from.return)
  let [low, high, at] = [from, to, from]
  for (let step = 0; step < 200; step++) {
    const secant = low.tolerance + ((high.tolerance - low.tolerance) * (wanted - low.return)) / (high.return - low.return)
    const middle = Math.sqrt(Math.max(low.tolerance, high.tolerance * 1e-4) * high.tolerance)
    at = tolerated(estimates, step % 2 === 0 ? secant : middle, most, at.weights)
    if (Math.abs(at.return - wanted) <= near) break
    if (at.return < wanted) low = at
    else high = at
  }
  return at
}
