import type { TurnSettings } from './settings.ts'
import { hanningWeights, smooth } from './smoothing.ts'
import { nextTurn, PEAK, startWalk, type TurnKind } from './turns.ts'

/** Smoothed closes and their turns; rows count from the first close of the computation. */
export interface Turns {
  length: number
  /** Smoothed closes, `[0, length)`. */
  smoothed: Float64Array
  /** Number of turns; they alternate, beginning with `first`. */
  count: number
  first: TurnKind
  /** Row of each turn, ascending, `[0, count)`. */
  rows: Int32Array
}

/**
 * One whole computation: smooths the closes given (all of them: cut the column to the last `settings.bars` before) and finds the turns.
 * It sees the end of its closes, so turns near the end REPAINT when closes are added (see turns.ts); `TurnTracker` says since
 * when each turn is reported. `reuse` takes the columns of an earlier answer when they are long enough.
 */
export function findTurns(closes: Float64Array, settings: TurnSettings, reuse?: Turns): Turns {
  const length = closes.length
  const fits = reuse && reuse.smoothed.length >= length && reuse.rows.length >= length
  const turns: Turns = {
    length,
    smoothed: fits ? reuse.smoothed : new Float64Array(length),
    count: 0,
    first: PEAK,
    rows: fits ? reuse.rows : new Int32Array(length),
  }
  smooth(closes, length, hanningWeights(settings.window), turns.smoothed)
  const walk = startWalk(0)
  while (nextTurn(walk, turns.smoothed, length, length, settings.lookahead, settings.delta)) {
    if (turns.count === 0) turns.first = walk.kind
    turns.rows[turns.count++] = walk.bar
  }
  return turns
}

/** Kind of the turn number `index`. */
export function kindOf(turns: Turns, index: number): TurnKind {
  return (index % 2 === 0 ? turns.first : 1 - turns.first) as TurnKind
}
