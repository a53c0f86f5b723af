import { type Column, column } from '../../market/bars.ts'

export interface VolatilityOptions {
  /** Weight of the day before. Default 0.94, RiskMetrics' for daily data. */
  lambda?: number
  /** Rows after which a move counts half; instead of `lambda`. */
  halfLife?: number
}

const RISKMETRICS = 0.94

/** The volatility never falls below this part of the root mean square of all moves so far: a still week is no promise of a still month. */
const FLOOR = 0.2

/**
 * Volatility of one-row moves at each row, from rows up to it only: the exponentially weighted root mean square of J.P. Morgan and Reuters,
 * "RiskMetrics Technical Document" (1996), begun as the plain mean of what there is until the weights have room. In the units of `z`, above
 * zero at every row; 1 until something moves.
 */
export function ewmaVolatility(z: ArrayLike<number>, options: VolatilityOptions = {}): Column {
  const lambda = options.halfLife === undefined ? (options.lambda ?? RISKMETRICS) : 0.5 ** (1 / options.halfLife)
  const scale = column(z.length)
  let weighted = 0
  let weight = 0
  let mean = 0
  if (scale.length > 0) scale[0] = 1
  for (let row = 1; row < z.length; row++) {
    const square = (z[row] - z[row - 1]) ** 2
    weighted = lambda * weighted + (1 - lambda) * square
    weight = lambda * weight + (1 - lambda)
    mean += (square - mean) / row
    scale[row] = Math.sqrt(Math.max(weighted / weight, FLOOR * FLOOR * mean)) || 1
  }
  return scale
}
