import type { Pivot } from '../patterns/pivots.ts'

/** Width of a level in average true ranges: pivots this close together are one level. */
export const LEVEL_WIDTH_ATR = 1

/** A level begins to exist with its second touch. */
const FEWEST_TOUCHES = 2

/** A price at which the series turned more than once. */
export interface Level {
  /** Mean of the pivots' prices. */
  price: number
  low: number
  high: number
  touches: number
  /** Row of the newest pivot in it. */
  lastRow: number
  /** Row at whose close its second pivot was settled: there was no level before. */
  knownRow: number
  /** Row at whose close the last of its pivots was settled: price and touches were others before. */
  settledRow: number
}

/**
 * Levels from pivots, highs and lows alike (what was resistance is tested as support). The stretch of prices no wider than `width`
 * with the most pivots is one level; its pivots are taken away and the next is looked for. Of equally many the narrower, then the lower.
 * Highest price first.
 */
export function clusterLevels(pivots: readonly Pivot[], width: number): Level[] {
  let left = [...pivots].sort((a, b) => a.price - b.price)
  const levels: Level[] = []
  for (;;) {
    const [from, to] = densest(left, width)
    if (to - from < FEWEST_TOUCHES) break
    levels.push(levelOf(left.slice(from, to)))
    left = [...left.slice(0, from), ...left.slice(to)]
  }
  return levels.sort((a, b) => b.price - a.price)
}

/** The fullest stretch `[from, to)` of ascending prices. */
function densest(pivots: Pivot[], width: number): [from: number, to: number] {
  let best: [number, number] = [0, 0]
  let to = 0
  for (let from = 0; from < pivots.length; from++) {
    to = Math.max(to, from)
    while (to < pivots.length && pivots[to].price - pivots[from].price <= width) to++
    const more = to - from - (best[1] - best[0])
    if (more > 0 || (more === 0 && spread(pivots, from, to) < spread(pivots, ...best))) best = [from, to]
  }
  return best
}

function spread(pivots: Pivot[], from: number, to: number): number {
  return pivots[to - 1].price - pivots[from].price
}

function levelOf(ascending: Pivot[]): Level {
  const known = ascending.map((pivot) => pivot.knownRow).sort((a, b) => a - b)
  return {
    price: ascending.reduce((sum, pivot) => sum + pivot.price, 0) / ascending.length,
    low: ascending[0].price,
    high: ascending[ascending.length - 1].price,
    touches: ascending.length,
    lastRow: Math.max(...ascending.map((pivot) => pivot.row)),
    knownRow: known[FEWEST_TOUCHES - 1],
    settledRow: known[known.length - 1],
  }
}
