import { cholesky, solveWith } from '../statistics/cholesky.ts'
import { dot, type Matrix, times } from '../statistics/matrix.ts'
import { invertible } from './invertible.ts'

export interface QuadraticProblem {
  covariance: Matrix
  /** What a unit of each weight is worth: the tolerance of risk times its return. */
  gain: ArrayLike<number>
  /** Highest weight of each; times their number at least 1. */
  most: number
}

type Scaled = QuadraticProblem & { gain: Float64Array }

/** Of the mean variance or the largest gain: a gradient this near to the multiplier is at it. */
const SLACK = 1e-11

/** Of weights, whose sum is 1. */
const ROUNDING = 1e-14

type Side = -1 | 0 | 1

interface State {
  weights: Float64Array
  /** -1 held at zero, 1 held at the most, 0 free. */
  sides: Side[]
}

/**
 * The weights from 0 to `most` with sum 1 that make gain' w - w' C w / 2 largest: the primal active-set method for convex quadratic programs
 * (J. Nocedal and S. J. Wright, "Numerical Optimization", 2nd edition 2006, algorithm 16.3). Ends at weights that meet the conditions of
 * Karush, Kuhn and Tucker to rounding, which for a positive definite matrix is the one optimum.
 * @param start feasible weights to begin from; equal weights when absent
 */
export function solveQuadratic(problem: QuadraticProblem, start?: ArrayLike<number>): Float64Array {
  const n = problem.gain.length
  const scaled = unitScale(problem)
  const state = begin(n, problem.most, start)
  for (let round = 0; round < 100 * n + 100; round++) {
    const { aim, price } = freeOptimum(scaled, state)
    if (!stepTowards(state, aim, problem.most)) continue
    // After many rounds the lowest number goes first (R. G. Bland, 1977): then no cycle is possible.
    if (!release(scaled, state, price, round > 20 * n)) break
  }
  return state.weights
}

/** The same problem with a mean variance of 1, so that one slack fits all. */
function unitScale({ covariance, gain, most }: QuadraticProblem): Scaled {
  const n = gain.length
  const matrix = invertible(covariance, n)
  let mean = 0
  for (let i = 0; i < n; i++) mean += matrix[i * n + i] / n
  return { covariance: matrix.map((value) => value / mean), gain: Float64Array.from(gain, (value) => value / mean), most }
}

function begin(n: number, most: number, start?: ArrayLike<number>): State {
  const weights = start ? Float64Array.from(start) : new Float64Array(n).fill(1 / n)
  const sides = Array.from(weights, (weight): Side => (weight <= 0 ? -1 : weight >= most ? 1 : 0))
  return { weights, sides }
}

/** Optimum of the free weights with the others held, and the price of the sum: a free set of none takes in the weight that gains least at the most. */
function freeOptimum(
  { covariance, gain, most }: QuadraticProblem,
  { weights, sides }: State,
): { aim: Float64Array; price: number } {
  const n = weights.length
  if (!sides.includes(0)) {
    const slopes = times(covariance, weights).map((value, i) => value - gain[i])
    const full = sides.flatMap((side, i) => (side === 1 ? [i] : []))
    sides[full.reduce((worst, i) => (slopes[i] > slopes[worst] ? i : worst))] = 0
  }
  const free = sides.flatMap((side, i) => (side === 0 ? [i] : []))
  const held = weights.map((weight, i) => (sides[i] === 0 ? 0 : weight))
  const pulled = times(covariance, held)
  const lower = cholesky(Float64Array.from(free.flatMap((i) => free.map((j) => covariance[i * n + j]))), free.length)
  const byGain = solveWith(
    lower,
    free.map((i) => gain[i] - pulled[i]),
  )
  const byOne = solveWith(lower, new Float64Array(free.length).fill(1))
  const left = 1 - held.reduce((sum, weight) => sum + weight, 0)
  const price = (left - byGain.reduce((sum, x) => sum + x, 0)) / byOne.reduce((sum, x) => sum + x, 0)
  const aim = held.slice()
  for (const [k, i] of free.entries()) aim[i] = settled(free.length === 1 ? left : byGain[k] + price * byOne[k], most)
  return { aim, price }
}

/** What lies beyond a bound by rounding alone lies at it: else a weight would be held and freed for ever. */
function settled(weight: number, most: number): number {
  if (Math.abs(weight) < ROUNDING) return 0
  return Math.abs(weight - most) < ROUNDING ? most : weight
}

/** Goes as far as the bounds let; true when the aim was reached, else the weight that stopped it is held there. */
function stepTowards({ weights, sides }: State, aim: Float64Array, most: number): boolean {
  let share = 1
  let stopped = -1
  for (let i = 0; i < weights.length; i++) {
    if (sides[i] !== 0 || (aim[i] >= 0 && aim[i] <= most)) continue
    const bound = aim[i] < 0 ? 0 : most
    const reach = aim[i] === weights[i] ? 0 : (bound - weights[i]) / (aim[i] - weights[i])
    if (reach < share || stopped < 0) [share, stopped] = [Math.max(0, Math.min(share, reach)), i]
  }
  for (let i = 0; i < weights.length; i++) if (sides[i] === 0) weights[i] += share * (aim[i] - weights[i])
  if (stopped < 0) return true
  sides[stopped] = aim[stopped] < 0 ? -1 : 1
  weights[stopped] = aim[stopped] < 0 ? 0 : most
  return false
}

/** Frees the held weight that would gain most by moving inwards (the first such one, when told); false when none would: the optimum. */
function release({ covariance, gain }: Scaled, { weights, sides }: State, price: number, first: boolean): boolean {
  const n = weights.length
  let best = -1
  let most = SLACK * gain.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1)
  for (let i = 0; i < n; i++) {
    if (sides[i] === 0) continue
    const slope = dot(covariance.subarray(i * n, i * n + n), weights) - gain[i] - price
    const gains = sides[i] === -1 ? -slope : slope
    if (gains <= most) continue
    best = i
    most = gains
    if (first) break
  }
  if (best < 0) return false
  sides[best] = 0
  return true
}
