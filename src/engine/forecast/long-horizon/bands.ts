import { bandShapes, type SortedResiduals, sortResiduals } from '../../../analysis/forecast/conformal.ts'
import type { BandShape } from '../../../analysis/forecast/types.ts'
import { ewmaVolatility } from '../../../analysis/forecast/volatility.ts'
import { ascending } from './isotonic.ts'
import type { LogSeries } from './logs.ts'
import type { Past } from './past.ts'
import type { ScaledSeries } from './types.ts'

/** Below so many windows that do not overlap a series borrows the errors of the others. */
const OWN_WINDOWS = 10

/** Low and high edge of each level, one step after another (lo80, hi80, lo95, hi95, lo80, ...), around a forecast made at an origin. */
export type Edges = (series: number, origin: number, values: ArrayLike<number>) => Float64Array

/**
 * Split conformal bands by step from what was said of the past, each error divided by the square root of the EWMA volatility at its origin (with a
 * half-life of the horizon, so that it says what a window of that length has been like). Volatility is taken as a part of its mean over the past,
 * so that series may borrow from each other. Errors of a series in logarithms are ratios.
 */
export function calibrate(
  { columns }: ScaledSeries,
  logs: readonly (LogSeries | null)[],
  { origins, horizon, effective }: Past,
  { told, came }: { told: readonly Float32Array[]; came: readonly Float32Array[] },
  levels: readonly number[],
): Edges {
  const roots = columns.map((z, s) => rootVolatility(logs[s]?.column ?? z, origins, horizon))
  const residuals = told.map((values, s) => {
    const log = logs[s]
    const error = log ? (i: number) => log.log(came[s][i]) - log.log(values[i]) : (i: number) => came[s][i] - values[i]
    return Float64Array.from(values, (_, i) => error(i) / roots[s](origins[Math.floor(i / horizon)]))
  })
  const alike = (s: number) => residuals.filter((_, other) => (logs[other] !== null) === (logs[s] !== null))
  const shapes = residuals.map((own, s) =>
    smoothShapes(sortResiduals(effective < OWN_WINDOWS ? alike(s) : [own], horizon), levels),
  )
  return (series, origin, values) => {
    const [log, root] = [logs[series], roots[series](origin)]
    const edges = new Float64Array(values.length * levels.length * 2)
    for (const [i, { low, high }] of shapes[series].entries()) {
      for (let step = 0; step < values.length; step++) {
        const at = (step * levels.length + i) * 2
        const middle = log ? log.log(values[step]) : values[step]
        const [bottom, top] = [middle - low[step] * root, middle + high[step] * root]
        edges[at] = log ? Math.min(values[step], log.back(bottom)) : bottom
        edges[at + 1] = log ? Math.max(values[step], log.back(top)) : top
      }
    }
    return edges
  }
}

/**
 * Shapes whose distances ascend with the step. Over hundreds of steps the largest distance so far would be that of the unluckiest step; the nearest
 * ascending sequence is not.
 */
function smoothShapes(sorted: SortedResiduals, levels: readonly number[]): BandShape[] {
  const steps = sorted.map((residuals) => bandShapes([residuals], levels))
  return levels.map((level, i) => ({
    level,
    low: ascending(steps.map((shapes) => shapes[i].low[0])),
    high: ascending(steps.map((shapes) => shapes[i].high[0])),
  }))
}

/** Square root of the volatility at an origin, as a part of its mean over the past. */
function rootVolatility(z: ArrayLike<number>, origins: Int32Array, horizon: number): (origin: number) => number {
  const volatility = ewmaVolatility(z, { halfLife: Math.max(10, horizon) })
  let sum = 0
  for (const origin of origins) sum += volatility[origin]
  const mean = sum / origins.length
  return (origin) => Math.sqrt(volatility[origin] / mean)
}
