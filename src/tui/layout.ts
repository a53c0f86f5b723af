import type { Pane, ScreenSize, ScreenState } from './state.ts'

export interface Rect {
  x: number
  y: number
  width: number
  height: number
}

/** Where a pane is drawn: its title line, then its content. A column right of it stays free for the line between panes. */
export interface PaneRect extends Rect {
  pane: Pane
  /** Panes that could stand here instead; focusing one brings it. */
  tabs: readonly Pane[]
}

/** Below this only the last price fits. */
export const LEAST: ScreenSize = { columns: 60, rows: 16 }
const TWO_COLUMNS: ScreenSize = { columns: 80, rows: 24 }
const THREE_COLUMNS: ScreenSize = { columns: 170, rows: 40 }
/** Least height of the watchlist. */
const LEAST_WATCH = 10
const ALL: readonly Pane[] = [1, 2, 3, 4, 5]

/** Least width of the right side at which positions and signals stand side by side. */
const SIDE_BY_SIDE = 76
/** Least height of the panes together at which positions and signals stand one over the other. */
const STACKED = 26

/** True when the screen has room for a pane at all. */
export function hasRoom({ columns, rows }: ScreenSize): boolean {
  return columns >= LEAST.columns && rows >= LEAST.rows
}

/**
 * Places of the panes between the status line (row 0) and the key bar (the last row), without overlap. Empty where the terminal is too small.
 * From 120x36 all five, from 80x24 two columns, below that the focused one alone.
 * @param watched symbols on the watchlist: what a short list does not need goes to the pane below it
 */
export function layout(
  size: ScreenSize,
  { focus, zoomed }: Pick<ScreenState, 'focus' | 'zoomed'>,
  watched = Number.POSITIVE_INFINITY,
): PaneRect[] {
  if (!hasRoom(size)) return []
  const body: Rect = { x: 0, y: 1, width: size.columns, height: size.rows - 2 }
  if (zoomed || !atLeast(size, TWO_COLUMNS)) return [{ ...body, pane: focus, tabs: ALL }]
  return atLeast(size, THREE_COLUMNS) ? threeColumns(body, watched) : twoColumns(body, focus, watched)
}

function atLeast(size: ScreenSize, least: ScreenSize): boolean {
  return size.columns >= least.columns && size.rows >= least.rows
}

/** Left the watchlist over the tape, right the chart over positions and signals. */
function twoColumns(body: Rect, focus: Pane, watched: number): PaneRect[] {
  const [left, right] = columnsOf(body, clamp(Math.round(body.width * 0.34), 30, 62))
  const [watch, tape] = rowsOf(left, watchHeight(left.height * 0.56, watched))
  if (right.width >= SIDE_BY_SIDE && body.height >= STACKED) {
    const [chart, below] = rowsOf(right, Math.round(right.height * 0.66))
    const [positions, signals] = columnsOf(below, Math.round(below.width * 0.54))
    return [pane(1, watch), pane(2, chart), pane(3, positions), pane(4, tape), pane(5, signals)]
  }
  if (body.height >= STACKED) {
    const [chart, below] = rowsOf(right, Math.round(right.height * 0.52))
    const [positions, signals] = rowsOf(below, Math.ceil(below.height / 2))
    return [pane(1, watch), pane(2, chart), pane(3, positions), pane(4, tape), pane(5, signals)]
  }
  const [chart, below] = rowsOf(right, Math.round(right.height * 0.6))
  const shown: Pane = focus === 5 ? 5 : 3
  return [pane(1, watch), pane(2, chart), { ...below, pane: shown, tabs: [3, 5] }, pane(4, tape)]
}

/** Left the watchlist over the signals, in the middle the chart over the positions, right the tape. */
function threeColumns(body: Rect, watched: number): PaneRect[] {
  const [left, rest] = columnsOf(body, clamp(Math.round(body.width * 0.37), 56, 84))
  const [middle, tape] = columnsOf(rest, rest.width - clamp(Math.round(body.width * 0.18), 34, 46) - 1)
  const [watch, signals] = rowsOf(left, watchHeight(left.height * 0.6, watched))
  const [chart, positions] = rowsOf(middle, Math.round(middle.height * 0.72))
  return [pane(1, watch), pane(2, chart), pane(3, positions), pane(4, tape), pane(5, signals)]
}

/** Title, headings and a row each, within what the pane may have at most; a few rows stay free for symbols that are added. */
function watchHeight(most: number, watched: number): number {
  return Math.round(Math.min(most, Math.max(LEAST_WATCH, watched + 4)))
}

function pane(which: Pane, rect: Rect): PaneRect {
  return { ...rect, pane: which, tabs: [which] }
}

/** Two parts side by side with a free column between them. */
function columnsOf(rect: Rect, width: number): [Rect, Rect] {
  const right = { ...rect, x: rect.x + width + 1, width: rect.width - width - 1 }
  return [{ ...rect, width }, right]
}

function rowsOf(rect: Rect, height: number): [Rect, Rect] {
  return [
    { ...rect, height },
    { ...rect, y: rect.y + height, height: rect.height - height },
  ]
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value))
}
