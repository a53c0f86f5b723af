/**
 * Alternating peaks and troughs of a series, by the lookahead/delta rule of Eli Billauer's `peakdet` and its Python port with a lookahead.
 * Our reading of contract.md, clause by clause, for peaks (troughs are the mirror):
 * - "running maximum": the first of the greatest values since the turn before was confirmed, or since the first bar.
 * - "a later value is below it by more than delta": the first such value confirms the turn, at that value's bar. Equal to delta on
 *   paper is not more (a fall from 2.30 to 1.99 with a delta of 0.31), so a delta above 0 gets a slack of a few rounding steps.
 * - "no higher value stands within lookahead bars after it": of the bars that exist. A bar that has not come yet is not higher, so
 *   an extremum is reported as soon as it is confirmed, and stays provisional while a later bar can still refuse it.
 *   A running maximum that is refused goes on running.
 * - "alternate": after a peak the running minimum starts at the bar that confirmed the peak. That bar is the first below
 *   `peak - delta`, so it is also the lowest since the peak: starting at the peak would find the same troughs.
 * - At the start either kind may come first, and the first bar may be it.
 */

export const PEAK = 0
export const TROUGH = 1
export type TurnKind = typeof PEAK | typeof TROUGH

const EITHER = 2

/** As a share of the price: above the 39 bits that smoothed values keep, far below a tick. */
const SLACK = 2 ** -36

/** A walk along a series. Plain numbers, so that copying it (for the provisional end) is cheap. */
export interface TurnWalk {
  /** Next row to read. */
  next: number
  /** Kind of the turn that comes next; EITHER before the first. */
  wanted: number
  high: number
  highBar: number
  low: number
  lowBar: number
  /** The turn found last: its kind, its row and the row that confirmed it. */
  kind: TurnKind
  bar: number
  confirmed: number
}

/** A walk that has seen nothing and starts at row `from`. */
export function startWalk(from: number): TurnWalk {
  return {
    next: from,
    wanted: EITHER,
    high: -Infinity,
    highBar: -1,
    low: Infinity,
    lowBar: -1,
    kind: PEAK,
    bar: -1,
    confirmed: -1,
  }
}

/**
 * Walks over rows before `to` until the next turn is confirmed (true: see walk.kind, bar, confirmed) or the rows end (false).
 * Lookahead reads rows before `end`; rows from there on do not exist.
 */
export function nextTurn(
  walk: TurnWalk,
  values: Float64Array,
  to: number,
  end: number,
  lookahead: number,
  delta: number,
): boolean {
  if (walk.wanted === PEAK) return nextPeak(walk, values, to, end, lookahead, delta)
  if (walk.wanted === TROUGH) return nextTrough(walk, values, to, end, lookahead, delta)
  return firstTurn(walk, values, to, end, lookahead, delta)
}

function nextPeak(walk: TurnWalk, values: Float64Array, to: number, end: number, lookahead: number, delta: number): boolean {
  let { high, highBar } = walk
  let floor = below(high, delta)
  let i = walk.next
  for (; i < to; i++) {
    const value = values[i]
    if (value > high) {
      high = value
      highBar = i
      floor = below(high, delta)
    } else if (value < floor) {
      const higher = firstAbove(values, high, i + 1, Math.min(highBar + lookahead + 1, end))
      if (higher < 0) return foundPeak(walk, highBar, i, value)
      // Nothing between is higher, so the running maximum moves there at once.
      i = higher
      highBar = higher
      high = values[higher]
      floor = below(high, delta)
    }
  }
  walk.next = i
  walk.high = high
  walk.highBar = highBar
  return false
}

function nextTrough(walk: TurnWalk, values: Float64Array, to: number, end: number, lookahead: number, delta: number): boolean {
  let { low, lowBar } = walk
  let ceiling = above(low, delta)
  let i = walk.next
  for (; i < to; i++) {
    const value = values[i]
    if (value < low) {
      low = value
      lowBar = i
      ceiling = above(low, delta)
    } else if (value > ceiling) {
      const lower = firstBelow(values, low, i + 1, Math.min(lowBar + lookahead + 1, end))
      if (lower < 0) return foundTrough(walk, lowBar, i, value)
      i = lower
      lowBar = lower
      low = values[lower]
      ceiling = above(low, delta)
    }
  }
  walk.next = i
  walk.low = low
  walk.lowBar = lowBar
  return false
}

function firstTurn(walk: TurnWalk, values: Float64Array, to: number, end: number, lookahead: number, delta: number): boolean {
  for (; walk.next < to; walk.next++) {
    const i = walk.next
    const value = values[i]
    if (value > walk.high) {
      walk.high = value
      walk.highBar = i
    }
    if (value < walk.low) {
      walk.low = value
      walk.lowBar = i
    }
    if (
      value < below(walk.high, delta) &&
      firstAbove(values, walk.high, i + 1, Math.min(walk.highBar + lookahead + 1, end)) < 0
    ) {
      return foundPeak(walk, walk.highBar, i, value)
    }
    if (value > above(walk.low, delta) && firstBelow(values, walk.low, i + 1, Math.min(walk.lowBar + lookahead + 1, end)) < 0) {
      return foundTrough(walk, walk.lowBar, i, value)
    }
  }
  return false
}

function foundPeak(walk: TurnWalk, bar: number, confirmed: number, value: number): boolean {
  walk.kind = PEAK
  walk.bar = bar
  walk.confirmed = confirmed
  walk.wanted = TROUGH
  walk.low = value
  walk.lowBar = confirmed
  walk.next = confirmed + 1
  return true
}

function foundTrough(walk: TurnWalk, bar: number, confirmed: number, value: number): boolean {
  walk.kind = TROUGH
  walk.bar = bar
  walk.confirmed = confirmed
  walk.wanted = PEAK
  walk.high = value
  walk.highBar = confirmed
  walk.next = confirmed + 1
  return true
}

/** A value under this lies below `high` by more than delta. */
function below(high: number, delta: number): number {
  return delta === 0 ? high : high - delta - Math.abs(high) * SLACK
}

function above(low: number, delta: number): number {
  return delta === 0 ? low : low + delta + Math.abs(low) * SLACK
}

function firstAbove(values: Float64Array, level: number, from: number, to: number): number {
  for (let i = from; i < to; i++) if (values[i] > level) return i
  return -1
}

function firstBelow(values: Float64Array, level: number, from: number, to: number): number {
  for (let i = from; i < to; i++) if (values[i] < level) return i
  return -1
}
