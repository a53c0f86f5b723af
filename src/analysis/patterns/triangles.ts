import type { Pivot } from './pivots.ts'
import { type ChartPattern, lineThrough, type Shape } from './shape.ts'

/** Average true ranges, at the row where the last pivot was settled. */
const TRIANGLE_RULES = {
  /** A side is flat when its two pivots differ by no more. */
  flat: 0.5,
  /** A side leans when they differ by at least so much. */
  leaning: 1,
  /** The opening side is at least so high. */
  height: 3,
  /** Share of the height left where a break comes too late. */
  leftOver: 0.25,
} as const

/**
 * Triangles (Edwards and Magee, 1948): two highs and two lows in turn between lines that close in on each other, then a close outside them within
 * the first three quarters of the way to where they meet. Ascending: flat top, rising lows, broken upwards; descending: flat bottom, falling
 * highs, broken downwards; symmetrical: both lean inwards, broken either way. One that breaks out of its leaning side is none.
 */
export function triangles(shape: Shape): ChartPattern[] {
  const { pivots } = shape
  return pivots.slice(0, Math.max(0, pivots.length - 3)).flatMap((_, i) => triangleOf(shape, pivots.slice(i, i + 4)))
}

function triangleOf(shape: Shape, pivots: Pivot[]): ChartPattern[] {
  const [first, , , last] = pivots
  const highs = pivots.filter((pivot) => pivot.kind === 'high')
  const lows = pivots.filter((pivot) => pivot.kind === 'low')
  const range = shape.range[last.knownRow]
  const name = nameOf((highs[1].price - highs[0].price) / range, (lows[1].price - lows[0].price) / range)
  if (name === null || !(Math.abs(highs[0].price - lows[0].price) >= TRIANGLE_RULES.height * range)) return []
  const [top, bottom] = [lineThrough(highs[0], highs[1]), lineThrough(lows[0], lows[1])]
  const narrowest = TRIANGLE_RULES.leftOver * (top(first.row) - bottom(first.row))
  for (let row = last.row + 1; row < shape.length && top(row) - bottom(row) > narrowest; row++) {
    const close = shape.close[row]
    if (close <= top(row) && close >= bottom(row)) continue
    const direction = close > top(row) ? 'bullish' : 'bearish'
    if (name === (direction === 'bullish' ? 'descending_triangle' : 'ascending_triangle')) return []
    return [{ name, direction, fromRow: first.row, toRow: row, knownRow: Math.max(row, last.knownRow) }]
  }
  return []
}

/** From how far the highs and the lows moved, in average true ranges; null when that is no triangle (or the range is unknown). */
function nameOf(highs: number, lows: number): string | null {
  const { flat, leaning } = TRIANGLE_RULES
  if (Math.abs(highs) <= flat && lows >= leaning) return 'ascending_triangle'
  if (Math.abs(lows) <= flat && highs <= -leaning) return 'descending_triangle'
  return highs <= -leaning && lows >= leaning ? 'symmetrical_triangle' : null
}
