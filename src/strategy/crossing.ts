import type { SeriesView } from './types.ts'

/** A column's view, or a level that stays the same. */
export type Line = SeriesView | number

/**
 * True on the bar where `a` has come above `b`: above now and not above one bar ago. False unless both values exist now and one bar
 * ago, so touching from above and leaving again is a crossing, and the first bar of a column never is.
 */
export function crossedAbove(a: Line, b: Line): boolean {
  // A comparison with NaN is false: a value that does not exist crosses nothing. Looking back is left out where it could not matter.
  return at(a) - at(b) > 0 && ago(a) - ago(b) <= 0
}

/** The mirror of `crossedAbove`: below now and not below one bar ago. */
export function crossedBelow(a: Line, b: Line): boolean {
  return at(a) - at(b) < 0 && ago(a) - ago(b) >= 0
}

function at(line: Line): number {
  return typeof line === 'number' ? line : line.now
}

function ago(line: Line): number {
  return typeof line === 'number' ? line : line.ago(1)
}
