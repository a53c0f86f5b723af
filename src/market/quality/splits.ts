import { symbolKind } from '../symbols.ts'

/** New shares per old share that companies really choose; reverse splits are their inverses. */
const SPLITS = [1.25, 4 / 3, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8, 10, 12, 15, 20, 25, 30, 40, 50, 100]
/** Ratios that a bad day makes too: for these a jump alone says nothing. */
const LEAST_JUMP = 1.9

/** False for coins and currencies: nobody splits them, and a coin that halves in a day has just halved. */
export function maySplit(symbol: string): boolean {
  const kind = symbolKind(symbol)
  return kind !== 'crypto' && kind !== 'fx'
}

/**
 * The split that a ratio (price before / price after) is within `tolerance` (a fraction) of: 7 for 7-for-1, 0.1 for 1-for-10;
 * null when it is near none.
 */
export function splitLike(ratio: number, tolerance: number): number | null {
  const near = (split: number) => Math.abs(ratio / split - 1) <= tolerance
  const forward = SPLITS.find(near)
  if (forward !== undefined) return forward
  const reverse = SPLITS.find((split) => near(1 / split))
  return reverse === undefined ? null : 1 / reverse
}

/**
 * The split that a jump from one price to the next looks like, or null. Within 3 %, since the market moves on the day as well;
 * only from 2-for-1 on, since ordinary news makes smaller jumps.
 */
export function splitJump(before: number, after: number): number | null {
  if (!(before > 0) || !(after > 0)) return null
  const ratio = before / after
  if (ratio < LEAST_JUMP && ratio > 1 / LEAST_JUMP) return null
  return splitLike(ratio, 0.03)
}

/**
 * The split that a bar shows against the close before: at its open, or by its close where the first print still had the old price
 * (real tapes do that: one late print before the open makes the first minute's range span both prices).
 */
export function barJump(before: number, open: number, close: number): { split: number; after: number } | null {
  for (const after of [open, close]) {
    const split = splitJump(before, after)
    if (split !== null) return { split, after }
  }
  return null
}
