import type { BandShape, PastForecasts } from './types.ts'

/**
 * Residuals of forecasts by step, ascending: (came - told) / sqrt(scale at the origin). All series of a pool together.
 */
export type SortedResiduals = Float64Array[]

/** Symmetric: the quantile of the residuals' sizes both ways. Signed: a quantile for each side. */
export type BandKind = 'symmetric' | 'signed'

/** Past forecasts of one procedure: what it told at the origins of `past`. */
export interface ToldPast {
  past: Pick<PastForecasts, 'horizon' | 'origins' | 'scale' | 'came'>
  told: Float64Array
  /** By origin: its time, and the time of the last row that it told; null or absent where rows have no time. */
  times?: { made: Float64Array; known: Float64Array } | null
}

/** (came - told) / sqrt(scale), one origin after another: volatility is followed, but only by halves, for it returns to its mean. */
export function scaledResiduals({ past, told }: ToldPast): Float64Array {
  const { horizon, scale, came } = past
  return came.map((value, i) => (value - told[i]) / Math.sqrt(scale[Math.floor(i / horizon)]))
}

/** Sorts residuals by step; those of several series pool what each is too short to tell. */
export function sortResiduals(residuals: readonly Float64Array[], horizon: number): SortedResiduals {
  const count = residuals.reduce((sum, one) => sum + one.length / horizon, 0)
  return Array.from({ length: horizon }, (_, step) => {
    const sorted = new Float64Array(count)
    let at = 0
    for (const one of residuals) for (let i = step; i < one.length; i += horizon) sorted[at++] = one[i]
    return sorted.sort()
  })
}

/**
 * Split conformal bands by step: the residuals' quantile with the finite-sample correction (n + 1) level (Vovk, Gammerman and Shafer,
 * "Algorithmic Learning in a Random World", 2005; Lei, G'Sell, Rinaldo, Tibshirani and Wasserman, "Distribution-Free Predictive Inference for
 * Regression", Journal of the American Statistical Association 113, 2018). No edge comes nearer with the step, and a wider level holds a
 * narrower one. The distances are from the median, both at least 0.
 * @param levels ascending
 * @param aims coverages to take the quantiles at instead of the levels, where the past showed that a level holds more or less than it says
 */
export function bandShapes(
  sorted: SortedResiduals,
  levels: readonly number[],
  kind: BandKind = 'symmetric',
  aims: readonly number[] = levels,
): BandShape[] {
  const shapes: BandShape[] = []
  for (const [k, level] of levels.entries()) {
    const inner = shapes.at(-1)
    const shape: BandShape = { level, low: [], high: [] }
    sorted.forEach((residuals, step) => {
      const [low, high] = kind === 'signed' ? signedEdges(residuals, aims[k], step) : symmetricEdges(residuals, aims[k], step)
      shape.low.push(Math.max(low, shape.low[step - 1] ?? 0, inner?.low[step] ?? 0))
      shape.high.push(Math.max(high, shape.high[step - 1] ?? 0, inner?.high[step] ?? 0))
    })
    shapes.push(shape)
  }
  return shapes
}

/** Edges of a band around a median (a value a step), in the same transformed units. */
export function bandAround(
  shape: BandShape,
  median: ArrayLike<number>,
  scale: number,
): { level: number; low: number[]; high: number[] } {
  const root = Math.sqrt(scale)
  return {
    level: shape.level,
    low: shape.low.map((distance, step) => median[step] - distance * root),
    high: shape.high.map((distance, step) => median[step] + distance * root),
  }
}

function signedEdges(sorted: Float64Array, level: number, step: number): [number, number] {
  const n = sorted.length
  if (n === 0) return [0, 0]
  const above = rankOf((1 + level) / 2, n, step)
  return [-sorted[n - above], sorted[above - 1]]
}

function symmetricEdges(sorted: Float64Array, level: number, step: number): [number, number] {
  const n = sorted.length
  if (n === 0) return [0, 0]
  const size = nthSize(sorted, rankOf(level, n, step))
  return [size, size]
}

/**
 * Overlapping forecasts tell less than their number says: those of step k (from 0) share k rows with the next. Counting k / 3 rows for nothing
 * gave daily prices the coverage that was asked for, also where the past was short.
 */
const OVERLAP = 3

/** Rank of the quantile, with the correction for a finite sample. */
function rankOf(level: number, n: number, step: number): number {
  return Math.min(n, Math.ceil(level * (n + 1 + step / OVERLAP)))
}

/** The rank-th smallest |value| of an ascending sample: both ends are walked from outside. */
function nthSize(sorted: Float64Array, rank: number): number {
  let left = 0
  let right = sorted.length - 1
  for (let out = sorted.length - rank; out > 0; out--) {
    if (Math.abs(sorted[left]) > Math.abs(sorted[right])) left++
    else right--
  }
  return Math.max(Math.abs(sorted[left]), Math.abs(sorted[right]))
}
