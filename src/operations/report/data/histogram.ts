export interface Bin {
  from: number
  to: number
  count: number
}

const MOST_BINS = 60

/**
 * Values in bins of equal width. The width is that of Freedman and Diaconis (1981), twice the interquartile range over the cube root of
 * the count, widened where it would make more than 60 bins; an edge lies at 0, so that gains and losses never share a bin.
 */
export function histogram(values: ArrayLike<number>): Bin[] {
  const sorted = Float64Array.from(values).filter(Number.isFinite).sort()
  const { length } = sorted
  if (length === 0) return []
  const [low, high] = [sorted[0], sorted[length - 1]]
  if (low === high) return [{ from: low, to: high, count: length }]
  const spread = quantile(sorted, 0.75) - quantile(sorted, 0.25)
  const width = Math.max((2 * spread) / Math.cbrt(length), (high - low) / (MOST_BINS - 2))
  const first = Math.floor(low / width)
  const bins = Array.from({ length: Math.floor(high / width) - first + 1 }, (_, i) => ({
    from: (first + i) * width,
    to: (first + i + 1) * width,
    count: 0,
  }))
  for (const value of sorted) bins[Math.min(bins.length - 1, Math.floor(value / width) - first)].count++
  return bins
}

/** Linear interpolation between order statistics (Hyndman and Fan's type 7). */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  const at = (sorted.length - 1) * share
  const below = Math.floor(at)
  const above = Math.min(below + 1, sorted.length - 1)
  return sorted[below] + (at - below) * (sorted[above] - sorted[below])
}
