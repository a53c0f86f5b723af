import type { Baseline } from './types.ts'

export { detectPeriod } from './periods.ts'

export interface BaselineOptions {
  /** Rows of a season; null = none, and `seasonal` says what naive says. */
  period: number | null
  /** First row that `drift` may look at. Default 0. */
  from?: number
}

/** Mean move a row from row `from` to the origin: the slope that drift goes on with. 0 without two rows. */
export function driftSlope(z: ArrayLike<number>, origin: number, from = 0): number {
  return origin > from ? (z[origin] - z[from]) / (origin - from) : 0
}

/**
 * What a baseline says at an origin, as differences from the value there, into `out[at, at + horizon)`; it reads no row after the origin.
 * Naive: the last value stays. Drift: the mean move of the past goes on. Seasonal: each row of the last season comes again.
 * Hyndman and Athanasopoulos, "Forecasting: Principles and Practice" (3rd edition, 2021), 5.2.
 */
export function tellBaseline(
  kind: Baseline,
  z: ArrayLike<number>,
  origin: number,
  horizon: number,
  { period, from = 0 }: BaselineOptions,
  out: Float64Array,
  at: number,
): void {
  if (kind === 'drift') {
    const slope = driftSlope(z, origin, from)
    for (let step = 1; step <= horizon; step++) out[at + step - 1] = slope * step
  } else if (kind === 'seasonal' && period !== null && origin + 1 >= period) {
    for (let step = 1; step <= horizon; step++)
      out[at + step - 1] = z[origin + step - period * Math.ceil(step / period)] - z[origin]
  } else out.fill(0, at, at + horizon)
}
