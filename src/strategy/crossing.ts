import type { SeriesView } from './types.ts'

/** A column's view, or a level that stays the same. */
export type Line = SeriesView | number

/**
 * True on the bar where `a` has come above `b`: above now and not above one bar ago. False unless both values exist now and one bar
 * ago, so touching from above and leaving again is a crossing, and the first bar of a column never is.
 */
export function crossedAbove(a: Line, b: Line): boolean {
  const now = at(a) - at(b)
  const before = ago(a) - ago(b)
  // A comparison with NaN is false: a value that does not exist crosses nothing.
  return now > 0 && before <= 0
}

/** The mirror of `crossedAbove`: below now and not below one bar ago. */
export function crossedBelow(a: Line, b: Line): boolean {
  const now = at(a) - at(b)
  const before = ago(a) - ago(b)
  return now < 0 && before >= 0
}

function at(line: Line): number {
  return typeof line === 'number' ? line : line.now
}

function ago(line: Line): number {
  return typeof line === 'number' ? line : line.ago(1)
}
