import type { DayNumber, Instant } from '../../core/time.ts'
import { barClose, dailyOpen, isoMonday, weeklyOpen } from '../bar-times.ts'
import type { Calendar, SessionDay } from '../calendar/calendar.ts'
import { isIntraday, TIMEFRAME_MS, type Timeframe } from '../timeframe.ts'

/**
 * Opens of the intraday bars that cover a regular session, planned halts left out. `offset` shifts the grid from the session's open, in
 * milliseconds below the bar's length: 30 minutes is the clock-aligned hour of vendors (09:00, 10:00 ... for a session from 09:30).
 */
export function regularOpens(session: SessionDay, timeframe: Timeframe, offset = 0): Instant[] {
  const { regular, halts } = session
  if (!regular) return []
  const length = TIMEFRAME_MS[timeframe]
  const opens: Instant[] = []
  for (let at = regular.open + (offset > 0 ? offset - length : 0); at < regular.close; at += length) {
    if (!halts.some((halt) => at >= halt.open && at + length <= halt.close)) opens.push(at)
  }
  return opens
}

/** Opens of the bars of a trading date: the day's own for 1d, the week's for 1w on the week's first session (none on its other days). */
export function opensOf(calendar: Calendar, timeframe: Timeframe, day: DayNumber, offset = 0): Instant[] {
  if (isIntraday(timeframe)) return regularOpens(calendar.day(day), timeframe, offset)
  if (timeframe === '1d') return [dailyOpen(calendar, day)]
  const firstOfWeek = isoMonday(calendar.previous(day)) < isoMonday(day)
  return firstOfWeek ? [weeklyOpen(calendar, day)] : []
}

/** Opens of the newest `count` regular bars whose close is at or before `asOf`, ascending. */
export function opensBefore(calendar: Calendar, timeframe: Timeframe, count: number, asOf: Instant): Instant[] {
  const found: Instant[] = []
  for (let day = calendar.sessionAt(asOf).day; found.length < count; day = calendar.previous(day)) {
    const opens = opensOf(calendar, timeframe, day)
    for (let i = opens.length - 1; i >= 0 && found.length < count; i--) {
      if (barClose(timeframe, opens[i], calendar) <= asOf) found.push(opens[i])
    }
  }
  return found.reverse()
}

/** Opens of the first `count` regular bars from a date on, ascending. */
export function opensFrom(calendar: Calendar, timeframe: Timeframe, count: number, from: DayNumber): Instant[] {
  const found: Instant[] = []
  for (let day = calendar.next(from - 1); found.length < count; day = calendar.next(day)) {
    found.push(...opensOf(calendar, timeframe, day).slice(0, count - found.length))
  }
  return found
}
