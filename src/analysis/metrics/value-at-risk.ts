import { Random } from '../random.ts'
import { cholesky } from '../statistics/cholesky.ts'
import { moments } from '../statistics/moments.ts'
import { normalDensity, normalQuantile } from '../statistics/normal.ts'
import { quantileOfSorted } from '../statistics/quantile.ts'

/** Positive losses as fractions of equity; 0 where even the tail gains. */
export interface TailLoss {
  var: number
  cvar: number
}

export interface ValueAtRisk {
  historical: TailLoss
  parametric: TailLoss
  monteCarlo: TailLoss
}

export interface RiskOptions {
  /** Share of days that lose less, e.g. 0.95. */
  level: number
  seed: number
  draws: number
}

/** Degrees of freedom of the simulated days: tails as fat as those of daily stock returns (R. Blattberg and N. Gonedes, Journal of Business 47, 1974). */
const DEGREES = 5

/**
 * Loss of one day of the present positions that is exceeded in a share of 1 - level of days, and the mean loss of those days (R. T. Rockafellar
 * and S. Uryasev, Journal of Risk 2(3), 2000), three ways:
 * - historical: the positions of today on every past day, quantile of type 7;
 * - parametric: normal, with mean and deviation of those days (J. P. Morgan and Reuters, "RiskMetrics: Technical Document", 1996):
 *   z * deviation - mean, and for the tail deviation * density(z) / (1 - level) - mean;
 * - Monte Carlo: log returns of Student's t with 5 degrees of freedom, with the sample's covariance (Cholesky), so that a price never falls by
 *   more than all of it and big days come together.
 * @param returns simple daily returns of each position's symbol, on the same days; at least 2 of them
 * @param weights signed market value over equity of each
 */
export function valueAtRisk(returns: readonly Float64Array[], weights: readonly number[], options: RiskOptions): ValueAtRisk {
  const days = returns[0]?.length ?? 0
  const past = new Float64Array(days)
  for (const [i, column] of returns.entries()) for (let d = 0; d < days; d++) past[d] += weights[i] * column[d]
  return {
    historical: tailOf(past, options.level),
    parametric: normalTail(past, options.level),
    monteCarlo: tailOf(simulated(returns, weights, options), options.level),
  }
}

function tailOf(returns: Float64Array, level: number): TailLoss {
  const sorted = returns.slice().sort()
  const threshold = quantileOfSorted(sorted, 1 - level)
  let sum = 0
  let count = 0
  while (count < sorted.length && sorted[count] <= threshold) sum += sorted[count++]
  return { var: Math.max(0, -threshold), cvar: Math.max(0, -sum / count) }
}

function normalTail(returns: Float64Array, level: number): TailLoss {
  const { mean, deviation } = moments(returns)
  const z = normalQuantile(level)
  return {
    var: Math.max(0, z * deviation - mean),
    cvar: Math.max(0, (deviation * normalDensity(z)) / (1 - level) - mean),
  }
}

function simulated(returns: readonly Float64Array[], weights: readonly number[], { seed, draws }: RiskOptions): Float64Array {
  const n = returns.length
  const logs = returns.map((column) => column.map((one) => Math.log1p(Math.max(one, -0.999))))
  const means = logs.map((column) => moments(column).mean)
  const lower = cholesky(covariance(logs, means), n)
  const random = new Random(seed, 'value-at-risk')
  const results = new Float64Array(draws)
  const normals = new Float64Array(n)
  for (let draw = 0; draw < draws; draw++) {
    const scale = studentScale(random)
    for (let i = 0; i < n; i++) normals[i] = random.normal()
    let result = 0
    for (let i = 0; i < n; i++) {
      let apart = 0
      for (let k = 0; k <= i; k++) apart += lower[i * n + k] * normals[k]
      result += weights[i] * Math.expm1(means[i] + scale * apart)
    }
    results[draw] = result
  }
  return results
}

/** What makes normal numbers Student's, one for all symbols of a day, scaled so that their variance stays as it was. */
function studentScale(random: Random): number {
  let chi = 0
  for (let i = 0; i < DEGREES; i++) chi += random.normal() ** 2
  return Math.sqrt((DEGREES - 2) / chi)
}

function covariance(columns: readonly Float64Array[], means: readonly number[]): Float64Array {
  const n = columns.length
  const days = columns[0].length
  const matrix = new Float64Array(n * n)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0
      for (let d = 0; d < days; d++) sum += (columns[i][d] - means[i]) * (columns[j][d] - means[j])
      matrix[i * n + j] = sum / (days - 1)
      matrix[j * n + i] = matrix[i * n + j]
    }
  }
  return matrix
}
