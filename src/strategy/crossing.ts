import type { SeriesView } from './types.ts'

/** A column's view, or a level that stays the same. */
export type Line = SeriesView | number

/** Part of a value by which two equal ones may differ from the order of their sums alone. */
const ROUNDING = 1e-12

/**
 * True on the bar where `a` has come above `b`: above now and not above one bar ago. False unless both values exist now and one bar
 * ago, so touching from above and leaving again is a crossing, and the first bar of a column never is.
 * Values that differ in their thirteenth digit only are equal, as they are on paper: else the rounding of two averages, which depends on
 * where the series begins, would decide.
 */
export function crossedAbove(a: Line, b: Line): boolean {
  // A comparison with NaN is false: a value that does not exist crosses nothing. Looking back is left out where it could not matter.
  const level = at(b)
  if (!(at(a) - level > ROUNDING * Math.abs(level))) return false
  const before = ago(b)
  return ago(a) - before <= ROUNDING * Math.abs(before)
}

/** The mirror of `crossedAbove`: below now and not below one bar ago. */
export function crossedBelow(a: Line, b: Line): boolean {
  const level = at(a)
  if (!(at(b) - level > ROUNDING * Math.abs(level))) return false
  const before = ago(a)
  return ago(b) - before <= ROUNDING * Math.abs(before)
}

function at(line: Line): number {
  return typeof line === 'number' ? line : line.now
}

function ago(line: Line): number {
  return typeof line === 'number' ? line : line.ago(1)
}
