/** A prediction interval at a nominal coverage (0.8), in the units of the values. */
export interface Interval {
  level: number
  low: number
  high: number
}

/** Mean of |told - came| of each forecast: `horizon` numbers a forecast, one after another. */
export function absoluteLosses(told: ArrayLike<number>, came: ArrayLike<number>, horizon: number): Float64Array {
  const losses = new Float64Array(Math.floor(came.length / horizon))
  for (let i = 0; i < losses.length; i++) {
    let sum = 0
    for (let k = i * horizon; k < (i + 1) * horizon; k++) sum += Math.abs(told[k] - came[k])
    losses[i] = sum / horizon
  }
  return losses
}

/** Mean absolute error; NaN of nothing. */
export function meanAbsoluteError(told: ArrayLike<number>, came: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < came.length; i++) sum += Math.abs(told[i] - came[i])
  return sum / came.length
}

/**
 * What mean absolute errors are measured in: the mean absolute error of the one-step naive forecast (of the seasonal one with a `period`)
 * over rows `[from, to)`. Hyndman and Koehler, "Another look at measures of forecast accuracy", International Journal of Forecasting 22(4),
 * 2006. Null where it is zero or there is no such row.
 */
export function scaledErrorUnit(z: ArrayLike<number>, from: number, to: number, period = 1): number | null {
  let sum = 0
  for (let row = from + period; row < to; row++) sum += Math.abs(z[row] - z[row - period])
  return sum > 0 ? sum / (to - from - period) : null
}

/**
 * Interval score of Gneiting and Raftery, "Strictly Proper Scoring Rules, Prediction, and Estimation", Journal of the American Statistical
 * Association 102, 2007: the width, and 2 / alpha times what the value lies outside. Lower is better.
 */
export function intervalScore({ level, low, high }: Interval, value: number): number {
  const outside = Math.max(0, low - value) + Math.max(0, value - high)
  return high - low + (2 / (1 - level)) * outside
}

/**
 * Weighted interval score of a median and K intervals: (|value - median| / 2 + sum of alpha / 2 x interval score) / (K + 1/2). Bracher, Ray,
 * Gneiting and Reich, "Evaluating epidemic forecasts in an interval format", PLOS Computational Biology 17(2), 2021. Lower is better; with no
 * interval it is the absolute error.
 */
export function weightedIntervalScore(median: number, intervals: readonly Interval[], value: number): number {
  let sum = Math.abs(value - median) / 2
  for (const interval of intervals) sum += ((1 - interval.level) / 2) * intervalScore(interval, value)
  return sum / (intervals.length + 0.5)
}
