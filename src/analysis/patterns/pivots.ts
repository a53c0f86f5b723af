import type { Bars } from '../../market/bars.ts'
import { SENSITIVITIES } from '../peaks/settings.ts'
import { hanningWeights, smooth } from '../peaks/smoothing.ts'
import { nextTurn, PEAK, startWalk } from '../peaks/turns.ts'

/** A turn that no later bar can change. */
export interface Pivot {
  kind: 'high' | 'low'
  /** Row of the extreme price. */
  row: number
  /** The highest high (or lowest low) around the turn, in price units. */
  price: number
  /** Row at whose close the turn was settled: from there on every longer series has it too. */
  knownRow: number
}

/** Hanning window and lookahead in bars, those of `peak-trough` at its standard sensitivity. */
const PIVOT_WINDOW = SENSITIVITIES.standard.window
const PIVOT_LOOKAHEAD = SENSITIVITIES.standard.lookahead

/**
 * The settled turns of a series, oldest first, highs and lows in turn. Closes are smoothed with the Hanning weights of `peak-trough`
 * (Blackman and Tukey, 1958) and their turns found by lookahead/delta detection (Billauer's peakdet), but only over smoothed values that no
 * later bar can change. The price is the raw extreme within the smoother's reach, never before the pivot that came before.
 */
export function settledPivots(bars: Bars): Pivot[] {
  const weights = hanningWeights(PIVOT_WINDOW)
  const side = weights.length - 1
  const smoothed = new Float64Array(bars.length)
  smooth(bars.close.subarray(0, bars.length), bars.length, weights, smoothed)
  const final = bars.length - side
  const walk = startWalk(0)
  const pivots: Pivot[] = []
  while (nextTurn(walk, smoothed, final - PIVOT_LOOKAHEAD + 1, final, PIVOT_LOOKAHEAD, 0)) {
    const from = Math.max(walk.bar - side, (pivots.at(-1)?.row ?? -1) + 1)
    const kind = walk.kind === PEAK ? 'high' : 'low'
    const row = extremeRow(bars, kind, from, walk.bar + side)
    pivots.push({ kind, row, price: bars[kind][row], knownRow: walk.confirmed + side + PIVOT_LOOKAHEAD - 1 })
  }
  return pivots
}

/** Row of the highest high or lowest low in `[from, to]`, the first of equals. */
function extremeRow(bars: Bars, kind: Pivot['kind'], from: number, to: number): number {
  const sign = kind === 'high' ? 1 : -1
  let best = from
  for (let row = from + 1; row <= to; row++) if (sign * bars[kind][row] > sign * bars[kind][best]) best = row
  return best
}
