import { bandShapes, sortResiduals } from '../../../analysis/forecast/conformal.ts'
import type { BandShape } from '../../../analysis/forecast/types.ts'
import { ewmaVolatility } from '../../../analysis/forecast/volatility.ts'
import type { Past } from './past.ts'
import type { ScaledSeries } from './types.ts'

/** Below so many windows that do not overlap a series borrows the errors of the others. */
const OWN_WINDOWS = 10

export interface Calibrated {
  bands: BandShape[][]
  root(series: number, origin: number): number
}

/**
 * Split conformal bands by step from what was said of the past, each error divided by the square root of the EWMA volatility at its origin (with a
 * half-life of the horizon, so that it says what a window of that length has been like). Volatility is taken as a part of its mean over the past,
 * so that series may borrow from each other.
 */
export function calibrate(
  { columns }: ScaledSeries,
  { origins, horizon, effective }: Past,
  told: readonly Float32Array[],
  came: readonly Float32Array[],
  levels: readonly number[],
): Calibrated {
  const roots = columns.map((z) => {
    const volatility = ewmaVolatility(z, { halfLife: Math.max(10, horizon) })
    let sum = 0
    for (const origin of origins) sum += volatility[origin]
    const mean = sum / origins.length
    return (origin: number) => Math.sqrt(volatility[origin] / mean)
  })
  const residuals = columns.map((_, s) =>
    Float64Array.from(told[s], (value, i) => (came[s][i] - value) / roots[s](origins[Math.floor(i / horizon)])),
  )
  const common = effective < OWN_WINDOWS ? sortResiduals(residuals, horizon) : null
  return {
    bands: residuals.map((own) => bandShapes(common ?? sortResiduals([own], horizon), levels)),
    root: (series, origin) => roots[series](origin),
  }
}
