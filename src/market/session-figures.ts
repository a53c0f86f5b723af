import type { Span } from './calendar/session.ts'

/** What a session has done so far: prices and volume of its regular hours; all null before their first print. */
export interface SessionFigures {
  sessionOpen: number | null
  sessionHigh: number | null
  sessionLow: number | null
  volume: number | null
}

/** The columns looked at: minutes, coarser bars or the one daily bar, whose time is the session's open. */
export interface FigureRows {
  length: number
  time: ArrayLike<number>
  open: ArrayLike<number>
  high: ArrayLike<number>
  low: ArrayLike<number>
  volume: ArrayLike<number>
}

export const NO_FIGURES: Readonly<SessionFigures> = { sessionOpen: null, sessionHigh: null, sessionLow: null, volume: null }

/**
 * Open, high, low and volume over the bars that opened in the regular session: one meaning for every source. Pre-market and after-hours
 * bars, and those of other sessions, do not count. The caller leaves out what was not known by its as-of.
 * @param rows bars in time order, null when there are none @param regular null on a day without a session
 */
export function sessionFigures(rows: FigureRows | null, regular: Span | null): SessionFigures {
  if (!rows || !regular) return NO_FIGURES
  const figures = { sessionOpen: 0, sessionHigh: Number.NEGATIVE_INFINITY, sessionLow: Number.POSITIVE_INFINITY, volume: 0 }
  let seen = false
  for (let i = 0; i < rows.length; i++) {
    if (rows.time[i] < regular.open || rows.time[i] >= regular.close) continue
    if (!seen) figures.sessionOpen = rows.open[i]
    seen = true
    figures.sessionHigh = Math.max(figures.sessionHigh, rows.high[i])
    figures.sessionLow = Math.min(figures.sessionLow, rows.low[i])
    figures.volume += rows.volume[i]
  }
  return seen ? figures : NO_FIGURES
}
