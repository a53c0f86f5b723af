import type { Instant } from '../../core/time.ts'
import { BAR_COLUMNS, type Bars, createBars, lowerBound, sliceBars } from '../../market/bars.ts'

/** Rows of ascending parts as one; where parts overlap the earlier part's row stands. All parts share head and columns. */
export function joinBars(parts: Bars[]): Bars {
  const joined = createBars(
    parts[0],
    parts.reduce((sum, part) => sum + part.length, 0),
  )
  for (const part of parts) {
    const newest = joined.length === 0 ? Number.NEGATIVE_INFINITY : joined.time[joined.length - 1]
    let start = 0
    while (start < part.length && part.time[start] <= newest) start++
    for (const name of BAR_COLUMNS) joined[name].set(part[name].subarray(start, part.length), joined.length)
    joined.length += part.length - start
  }
  return { ...sliceBars(joined, 0, joined.length), adjustment: parts[0].adjustment }
}

/** Rows whose time lies in `[from, to)`. */
export function cutBars(bars: Bars, from: Instant, to: Instant): Bars {
  return sliceBars(bars, lowerBound(bars.time, bars.length, from), lowerBound(bars.time, bars.length, to))
}
