import type { Random } from '../../analysis/random.ts'
import type { Instant } from '../../core/time.ts'
import { sliceBars } from '../../market/bars.ts'
import { firstAfter } from '../timeline.ts'
import type { PreparedSeries } from '../types.ts'
import { writeOtherFuture } from './other-future.ts'

/** The same series with rows `[from, to)` only; columns are shared. */
export function sliceSeries(series: PreparedSeries, from: number, to: number): PreparedSeries {
  const { bars, closeTime, day } = series
  return { ...series, bars: sliceBars(bars, from, to), closeTime: closeTime.subarray(from, to), day: day.subarray(from, to) }
}

/** Every series up to what was known at an instant. */
export function cutAt(series: readonly PreparedSeries[], at: Instant): PreparedSeries[] {
  return series.map((one) => sliceSeries(one, 0, firstAfter(one, at)))
}

/**
 * Runs `work` while the bars after an instant are others, ones that could have come (`writeOtherFuture`). This is done in the columns
 * themselves, and undone after: a strategy that got hold of them some other way then sees another future as well.
 */
export function withOtherFuture<T>(series: readonly PreparedSeries[], at: Instant, random: Random, work: () => T): T {
  const undo = series.map((one) => writeOtherFuture(one.bars, firstAfter(one, at), random))
  try {
    return work()
  } finally {
    for (const one of undo) one()
  }
}
