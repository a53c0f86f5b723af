import type { Instant } from '../../core/time.ts'
import { lowerBound } from '../../market/bars.ts'
import type { ForecastSeries } from './types.ts'

/** Stretches of the usual walk-forward: as many as leave each some forecasts that do not overlap. */
const STRETCHES = 5

/** Share of the history before the first past forecast. */
const FIRST_SHARE = 0.4

/** A moment at which everything is fitted anew: by time, or for rows without times by rows back from the end. */
export interface Cut {
  time: Instant | null
  fromEnd: number
}

/** From when on which fit speaks: it used rows below `known`; origins are `from, from + step, ...` below `to`. */
export interface WalkStretch {
  known: number
  from: number
  to: number
  step: number
}

/** Rows that an honest forecast needs: three times what one window holds, so that it can be tried on the past before it is believed. */
function neededRows(input: number, horizon: number): number {
  return 3 * (input + horizon)
}

/** Why a series cannot be forecast for want of rows, with the number that is needed; null for one that has them. */
export function tooShort({ id, values: { length } }: ForecastSeries, input: number, horizon: number): string | null {
  const needed = neededRows(input, horizon)
  if (length >= needed) return null
  return `${id}: ${length} rows are too few: input ${input} and horizon ${horizon} need ${needed}, three windows, to be tried on the past`
}

/**
 * The cuts of the usual walk-forward (expanding window: Tashman, "Out-of-sample tests of forecasting accuracy", 2000): the first after two fifths
 * of the longest history, then in equal stretches.
 */
export function planCuts(all: readonly ForecastSeries[], input: number, horizon: number): Cut[] {
  const longest = all.reduce((best, one) => (one.values.length > best.values.length ? one : best))
  const rows = longest.values.length
  const first = Math.max(Math.floor(FIRST_SHARE * rows), Math.ceil(1.5 * (input + horizon)))
  const stretch = (rows - first) / STRETCHES
  return Array.from({ length: STRETCHES }, (_, k) => {
    const row = first + Math.floor(k * stretch)
    return { time: longest.times ? longest.times[row] : null, fromEnd: rows - row }
  })
}

/** Rows of a series that had begun before a cut: those named before its time. The last of them is the first origin after the cut. */
function rowsBegun({ values, times }: ForecastSeries, { time, fromEnd }: Cut): number {
  if (times && time !== null) return lowerBound(times, values.length, time)
  return Math.max(0, values.length - fromEnd)
}

/** Rows that were known at a cut: once the next one begins a row is over, whatever the calendar of the series. */
function rowsKnown(series: ForecastSeries, cut: Cut): number {
  const begun = rowsBegun(series, cut)
  const { times } = series
  return times === null || cut.time === null || times[begun] === cut.time ? begun : Math.max(0, begun - 1)
}

/**
 * The stretches of one series. Where `final`, everything is fitted once more to all rows, and the last row is that fit's only origin; otherwise the
 * fit of the last cut speaks up to the last row. `mostOrigins` thins the past of long series evenly.
 */
export function planStretches(
  series: ForecastSeries,
  cuts: readonly Cut[],
  options: { input: number; horizon: number; final: boolean; mostOrigins: number },
): WalkStretch[] {
  const { input, final, mostOrigins } = options
  const rows = series.values.length
  const known = cuts.map((cut) => rowsKnown(series, cut))
  const begun = cuts.map((cut) => rowsBegun(series, cut))
  const last = final ? rows - 1 : rows
  const enough = known.findIndex((count) => count >= Math.ceil(1.5 * (input + options.horizon)))
  const origins = enough < 0 ? 0 : last - (begun[enough] - 1)
  const step = Math.max(1, Math.ceil(origins / mostOrigins))
  const stretches = known.map((count, k) => {
    const end = k + 1 < known.length ? begun[k + 1] - 1 : last
    const from = enough < 0 || k < enough ? end : begun[k] - 1
    return { known: count, from: Math.min(from, end), to: end, step }
  })
  return final ? [...stretches, { known: rows, from: rows - 1, to: rows, step: 1 }] : stretches
}

/** Origins of a stretch, in order. */
export function originsOf({ from, to, step }: WalkStretch): number {
  return to > from ? Math.ceil((to - from) / step) : 0
}

/**
 * True for a series that the cuts of the others would leave with less than half of the past forecasts that cuts of its own give: one that ended
 * long before them, or began just before the end. It is tried on its own past, and no network shared with the others speaks for it.
 */
export function standsApart(series: ForecastSeries, cuts: readonly Cut[], input: number, horizon: number): boolean {
  const count = (some: readonly Cut[]) =>
    planStretches(series, some, { input, horizon, final: false, mostOrigins: Number.POSITIVE_INFINITY }).reduce(
      (sum, one) => sum + originsOf(one),
      0,
    )
  return 2 * count(cuts) < count(planCuts([series], input, horizon))
}
