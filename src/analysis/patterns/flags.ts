import { breakBelow, type ChartPattern, mirrored, type Shape } from './shape.ts'

const FLAG_RULES = {
  /** The pole: average true ranges it is long, bars it takes at most. */
  pole: 5,
  poleBars: 12,
  /** The rest after it: bars at least and at most, and the share of the pole it may give back. */
  fewestBars: 5,
  mostBars: 20,
  givesBack: 0.5,
  /** A rest whose second half is no higher than this share of its first is a pennant. */
  narrows: 0.6,
} as const

/**
 * Flags and pennants (Edwards and Magee, 1948) in a rise: a steep move between two pivots, a short rest that gives back at most half of it,
 * then a close beyond its end. A rest that narrows is a pennant.
 */
export function flagsInRises(shape: Shape): Omit<ChartPattern, 'direction'>[] {
  const down = mirrored(shape)
  const { pivots } = shape
  return pivots.slice(1).flatMap((top, i) => {
    const start = pivots[i]
    const pole = top.price - start.price
    const isSteep = pole >= FLAG_RULES.pole * shape.range[start.row] && top.row - start.row <= FLAG_RULES.poleBars
    if (top.kind !== 'high' || !isSteep) return []
    // Upside down the close beyond the top is one below a line, and giving back too much one above a ceiling.
    const floor = top.price - FLAG_RULES.givesBack * pole
    const row = breakBelow(down, top.row + 1, top.row + FLAG_RULES.mostBars, () => -top.price, -floor)
    if (row < top.row + FLAG_RULES.fewestBars) return []
    const name = narrows(shape, top.row + 1, row) ? 'pennant' : 'flag'
    return [{ name, fromRow: start.row, toRow: row, knownRow: Math.max(row, top.knownRow) }]
  })
}

function narrows(shape: Shape, from: number, to: number): boolean {
  const middle = Math.floor((from + to) / 2)
  return height(shape, middle, to) <= FLAG_RULES.narrows * height(shape, from, middle)
}

function height(shape: Shape, from: number, to: number): number {
  return Math.max(...shape.high.subarray(from, to)) - Math.min(...shape.low.subarray(from, to))
}
