import type { Pivot } from './pivots.ts'
import { breakBelow, type ChartPattern, lineThrough, type Shape } from './shape.ts'

/** Average true ranges, at the row where the last pivot was settled. */
const REVERSAL_RULES = {
  /** Two tops (two shoulders) are level when they differ by no more. */
  level: 1,
  shoulders: 1.5,
  /** The tops stand at least so far above the low between them. */
  depth: 2.5,
  /** The head stands at least so far above both shoulders. */
  head: 1,
} as const

type Found = Omit<ChartPattern, 'name' | 'direction'>

/**
 * Double tops (Edwards and Magee, Technical Analysis of Stock Trends, 1948; Bulkowski, Encyclopedia of Chart Patterns, 2005): after a rise, two level
 * highs with a low between them, then a close below that low before one above the tops, within the width of the pattern. The rise into
 * the first top is at least as high as the pattern.
 */
export function doubleTops(shape: Shape): Found[] {
  return windows(shape.pivots, 4, 'low').flatMap(([start, first, trough, second]) => {
    const range = shape.range[second.knownRow]
    const depth = Math.min(first.price, second.price) - trough.price
    const isLevel = Math.abs(first.price - second.price) <= REVERSAL_RULES.level * range
    if (!isLevel || !(depth >= REVERSAL_RULES.depth * range) || start.price > trough.price) return []
    return confirmed(shape, first, second, () => trough.price, Math.max(first.price, second.price))
  })
}

/**
 * Head and shoulders (same sources): three highs, the middle one above two level shoulders, then a close below the line through the two lows
 * between them (the neckline) before one above the right shoulder.
 */
export function headAndShoulders(shape: Shape): Found[] {
  return windows(shape.pivots, 6, 'low').flatMap(([start, left, neck, head, neckEnd, right]) => {
    const range = shape.range[right.knownRow]
    const level = Math.abs(left.price - right.price) <= REVERSAL_RULES.shoulders * range
    const stands = head.price - Math.max(left.price, right.price) >= REVERSAL_RULES.head * range
    const neckline = lineThrough(neck, neckEnd)
    const deep = Math.min(left.price - neckline(left.row), right.price - neckline(right.row)) >= range
    if (!level || !stands || !deep || start.price > Math.min(neck.price, neckEnd.price)) return []
    return confirmed(shape, left, right, neckline, right.price)
  })
}

/** The close below the line that makes a pattern of the shape; it counts once its last top is settled too. */
function confirmed(shape: Shape, first: Pivot, last: Pivot, line: (row: number) => number, ceiling: number): Found[] {
  const row = breakBelow(shape, last.row + 1, last.row + (last.row - first.row), line, ceiling)
  return row < 0 ? [] : [{ fromRow: first.row, toRow: row, knownRow: Math.max(row, last.knownRow) }]
}

/** Every run of so many pivots in a row that begins with this kind. */
export function windows(pivots: readonly Pivot[], count: number, kind: Pivot['kind']): Pivot[][] {
  return pivots.flatMap((pivot, i) => (pivot.kind === kind && i + count <= pivots.length ? [pivots.slice(i, i + count)] : []))
}
