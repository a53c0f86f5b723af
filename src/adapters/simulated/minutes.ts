import { type Instant, MINUTE } from '../../core/time.ts'

/** One trading date's one-minute bars, all phases, ascending; prices in 0.0001 dollars. Minutes without a print have no row. */
export interface DayMinutes {
  index: number
  length: number
  /** Rows `[regularFrom, regularTo)` are the regular session. */
  regularFrom: number
  regularTo: number
  time: Float64Array
  open: Int32Array
  high: Int32Array
  low: Int32Array
  close: Int32Array
  volume: Float64Array
  prints: Int32Array
}

/** Minutes of one phase while they are drawn: row = minute since `start`; a row with no prints is left out of the day. */
export interface PhaseMinutes {
  start: Instant
  open: Int32Array
  high: Int32Array
  low: Int32Array
  close: Int32Array
  volume: Float64Array
  prints: Float64Array
}

/** Empty rows for a phase of so many minutes. */
export function phaseMinutes(start: Instant, minutes: number): PhaseMinutes {
  return {
    start,
    open: new Int32Array(minutes),
    high: new Int32Array(minutes),
    low: new Int32Array(minutes),
    close: new Int32Array(minutes),
    volume: new Float64Array(minutes),
    prints: new Float64Array(minutes),
  }
}

/** Joins the phases of a day, dropping minutes without prints. */
export function joinPhases(
  index: number,
  pre: PhaseMinutes | null,
  regular: PhaseMinutes,
  post: PhaseMinutes | null,
): DayMinutes {
  const phases = [pre, regular, post]
  const rows = phases.reduce(
    (sum, phase) => sum + (phase ? phase.prints.reduce((n, prints) => n + (prints > 0 ? 1 : 0), 0) : 0),
    0,
  )
  const day: DayMinutes = {
    index,
    length: 0,
    regularFrom: 0,
    regularTo: 0,
    time: new Float64Array(rows),
    open: new Int32Array(rows),
    high: new Int32Array(rows),
    low: new Int32Array(rows),
    close: new Int32Array(rows),
    volume: new Float64Array(rows),
    prints: new Int32Array(rows),
  }
  for (const phase of phases) {
    if (phase === regular) day.regularFrom = day.length
    if (phase) appendPhase(day, phase)
    if (phase === regular) day.regularTo = day.length
  }
  return day
}

function appendPhase(day: DayMinutes, phase: PhaseMinutes): void {
  for (let t = 0; t < phase.prints.length; t++) {
    if (phase.prints[t] === 0) continue
    const row = day.length++
    day.time[row] = phase.start + t * MINUTE
    day.open[row] = phase.open[t]
    day.high[row] = phase.high[t]
    day.low[row] = phase.low[t]
    day.close[row] = phase.close[t]
    day.volume[row] = phase.volume[t]
    day.prints[row] = phase.prints[t]
  }
}

/**
 * A minute in log price, before it becomes ticks. So few prints can only show so much: one print is open and close, two have no wick,
 * three have one.
 */
export interface LogBar {
  open: number
  high: number
  low: number
  close: number
}

/** Draws the wicks of a minute from its open and close, as far as its number of prints can show them. */
export function limitWicks(logBar: LogBar, prints: number, up: number, down: number): void {
  const top = Math.max(logBar.open, logBar.close)
  const bottom = Math.min(logBar.open, logBar.close)
  logBar.high = prints >= 3 && (prints > 3 || up >= down) ? top + up : top
  logBar.low = prints >= 3 && (prints > 3 || up < down) ? bottom - down : bottom
}
