import { reachesIntoRegular } from '../../market/bar-times.ts'
import { type Bars, lowerBound } from '../../market/bars.ts'
import { type AsOfSession, dayOf, daysBefore } from '../../market/calendar/as-of-session.ts'
import type { Calendar } from '../../market/calendar/calendar.ts'
import { isIntraday, TIMEFRAME_MS } from '../../market/timeframe.ts'

export type Phases = 'all' | 'regular'

/**
 * Rows `[first, end)` of a session. Clock-aligned feeds let the opening half hour begin at 09:00; among regular bars that row is the
 * session's first, so there the session reaches back by just under one bar.
 */
export function rowsOf(bars: Bars, session: AsOfSession, phases: Phases): { first: number; end: number } {
  const early = phases === 'regular' && isIntraday(bars.timeframe) ? TIMEFRAME_MS[bars.timeframe] - 1 : 0
  return {
    first: lowerBound(bars.time, bars.length, session.open - early),
    end: lowerBound(bars.time, bars.length, session.close),
  }
}

/** The row of a session, within `[first, last]`, that holds its regular open; its first row while there is none yet. */
export function openRow(bars: Bars, session: AsOfSession, calendar: Calendar, first: number, last: number): number {
  const row = lowerBound(bars.time, bars.length, session.regular.open)
  if (row > first && reachesIntoRegular(bars, row - 1, calendar.at(bars.time[row - 1]))) return row - 1
  return row > last ? first : row
}

/**
 * The last close before a session: of the last regular bar of the latest earlier session that has one (after-hours prints are thin and are
 * not the session's close), else of the last bar there is. Null when no bar lies before.
 */
export function closeBefore(bars: Bars, session: AsOfSession, calendar: Calendar, phases: Phases): number | null {
  const { first } = rowsOf(bars, session, phases)
  if (first === 0) return null
  for (const day of daysBefore(calendar, session.day, 20)) {
    const regular = dayOf(calendar, day, 'regular')
    if (!regular) continue
    const row = lowerBound(bars.time, first, regular.close) - 1
    if (row >= 0 && bars.time[row] >= regular.open) return bars.close[row]
  }
  return bars.close[first - 1]
}
