import type { Random } from '../../analysis/random.ts'
import type { Instant } from '../../core/time.ts'
import { sliceBars } from '../../market/bars.ts'
import { firstAfter } from '../timeline.ts'
import type { PreparedSeries } from '../types.ts'
import { writeOtherFuture } from './other-future.ts'

/** The same series with rows `[from, to)` only; columns are shared. */
export function sliceSeries(series: PreparedSeries, from: number, to: number): PreparedSeries {
  const { bars, closeTime, day, forecasts } = series
  const cut = { bars: sliceBars(bars, from, to), closeTime: closeTime.subarray(from, to), day: day.subarray(from, to) }
  return { ...series, ...cut, ...(forecasts && { forecasts: slicedColumns(forecasts, from, to) }) }
}

function slicedColumns(forecasts: NonNullable<PreparedSeries['forecasts']>, from: number, to: number) {
  const sliced = Object.entries(forecasts).map(([key, columns]) => [key, columns.map((one) => one.subarray(from, to))])
  return Object.fromEntries(sliced) as NonNullable<PreparedSeries['forecasts']>
}

/** Every series up to what was known at an instant. */
export function cutAt(series: readonly PreparedSeries[], at: Instant): PreparedSeries[] {
  return series.map((one) => sliceSeries(one, 0, firstAfter(one, at)))
}

/**
 * Makes the bars after an instant others, ones that could have come (`writeOtherFuture`), and answers what undoes it. This is done in the columns
 * themselves: a strategy that got hold of them some other way then sees another future as well.
 */
export function writeOtherFutures(series: readonly PreparedSeries[], at: Instant, random: Random): () => void {
  const undo = series.map((one) => writeOtherFuture(one.bars, firstAfter(one, at), random))
  return () => {
    for (const one of undo) one()
  }
}
