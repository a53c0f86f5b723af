import type { PastBand } from '../../analysis/forecast/past-bands.ts'
import { movedBy } from '../../analysis/forecast/transform.ts'
import type { Calibrated } from './calibrate.ts'
import type { Fit } from './fit.ts'

/** A forecast of the past as it was made then, beside what came; in the series' own units. */
export interface PastFan {
  /** Row that it was made at. */
  origin: number
  median: number[]
  came: number[]
  bands: { level: number; low: number[]; high: number[] }[]
}

/** The newest past forecasts of what is shown that do not overlap, newest last; bands calibrated on what was complete before each. */
export function pastFans({ walks, judged, fitted }: Fit, index: number, count: number): PastFan[] {
  const { past, pastBands } = judged[index]
  const { origins } = past
  const fans: PastFan[] = []
  for (let i = origins.length - 1, before = Number.POSITIVE_INFINITY; i >= 0 && fans.length < count; i--) {
    if (origins[i] > before - fitted.horizon || pastBands[0]?.calibrated[i] === 0) continue
    before = origins[i]
    fans.push(fanAt(walks[index], judged[index], pastBands, i))
  }
  return fans.reverse()
}

function fanAt({ series, transform }: Fit['walks'][number], { past, shown }: Calibrated, bands: PastBand[], i: number): PastFan {
  const { horizon } = past
  const origin = past.origins[i]
  const value = series.values[origin]
  const at = (distance: number) => movedBy(value, distance, transform)
  const slice = (values: Float64Array) => Array.from(values.subarray(i * horizon, (i + 1) * horizon), at)
  return {
    origin,
    median: slice(past.told[shown]!),
    came: Array.from(series.values.subarray(origin + 1, origin + 1 + horizon)),
    bands: bands.map(({ level, low, high }) => ({ level, low: slice(low), high: slice(high) })),
  }
}
