import type { Instant } from '../../core/time.ts'
import type { Bars, Column } from '../bars.ts'
import type { Calendar } from '../calendar/calendar.ts'
import { isIntraday } from '../timeframe.ts'

export const PRICE_FIELDS = ['open', 'high', 'low', 'close'] as const
export type PriceField = (typeof PRICE_FIELDS)[number]

export interface Outlier {
  time: Instant
  field: PriceField
  z: number
}

/** A value this many robust deviations from the median is an outlier. */
export const OUTLIER_Z = 3.0

/**
 * Prices far from where the bar before closed: the log return of each field against that close, measured by the median and the spread of
 * the closes' returns (one scale for all fields: opens hug the close before, and would call every small gap grave on their own). A bar
 * counts once, with its gravest field. Within the day the first bar of each session is left out, since nights jump; so are prices that
 * are not above zero.
 */
export function findOutliers(bars: Bars, calendar: Calendar): Outlier[] {
  const rows = comparableRows(bars, calendar)
  const change = (field: PriceField, row: number) => Math.log(bars[field][row] / bars.close[row - 1])
  const { middle, scale } = robustScale(Float64Array.from(rows, (row) => change('close', row)))
  const found: Outlier[] = []
  if (!(scale > 0)) return found
  for (const row of rows) {
    let worst: Outlier | null = null
    for (const field of PRICE_FIELDS) {
      const z = (change(field, row) - middle) / scale
      if (Math.abs(z) > Math.max(OUTLIER_Z, Math.abs(worst?.z ?? 0))) worst = { time: bars.time[row], field, z }
    }
    if (worst) found.push(worst)
  }
  return found
}

function comparableRows(bars: Bars, calendar: Calendar): number[] {
  const rows: number[] = []
  let day = Number.NaN
  for (let i = 0; i < bars.length; i++) {
    const before = day
    day = isIntraday(bars.timeframe) ? calendar.dateOf(bars.time[i]) : 0
    if (i > 0 && day === before && PRICE_FIELDS.every((field) => bars[field][i] > 0) && bars.close[i - 1] > 0) rows.push(i)
  }
  return rows
}

/**
 * The middle and the spread of values, neither moved by outliers: z = (x - median) / scale is 0.6745 (x - median) / MAD, MAD the median of
 * |x - median| (Iglewicz and Hoaglin, "How to Detect and Handle Outliers", 1993). Where the MAD is 0 (most values equal) 1.2533 times
 * the mean absolute deviation stands in; all equal gives 0.
 */
export function robustScale(values: Column): { middle: number; scale: number } {
  const middle = median(values)
  const deviations = values.map((value) => Math.abs(value - middle))
  const mad = median(deviations)
  const mean = deviations.reduce((sum, value) => sum + value, 0) / Math.max(1, deviations.length)
  return { middle, scale: mad > 0 ? mad / 0.6745 : mean * 1.2533 }
}

/** The middle of the values, the mean of the two middle ones for an even count; NaN without values. */
export function median(values: Column): number {
  const sorted = Float64Array.from(values).sort()
  const half = sorted.length >>> 1
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
}
