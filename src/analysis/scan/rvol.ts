import type { DayNumber } from '../../core/time.ts'
import { barClose } from '../../market/bar-times.ts'
import type { Bars } from '../../market/bars.ts'
import { type AsOfSession, dayOf, daysBefore } from '../../market/calendar/as-of-session.ts'
import type { Calendar } from '../../market/calendar/calendar.ts'
import { type Phases, rowsOf } from './session-rows.ts'

/** Sessions that the usual volume is the mean of. */
export const RVOL_SESSIONS = 20

export interface RelativeVolume {
  value: number | null
  sessions: number
}

const UNKNOWN: RelativeVolume = { value: null, sessions: 0 }

/** Daily or weekly: volume of the last bar over the mean of the 20 bars before it; null until there are 20. */
export function rvolOfBars(bars: Bars, last: number): RelativeVolume {
  if (last < RVOL_SESSIONS) return UNKNOWN
  let sum = 0
  for (let i = last - RVOL_SESSIONS; i < last; i++) sum += bars.volume[i]
  return ratio(bars.volume[last], sum, RVOL_SESSIONS)
}

/**
 * Within the day: volume of the session so far over the mean volume of the sessions before up to the same minute after the regular open
 * (`until`, milliseconds; negative before it), a bar counting once it has closed. Takes part: each of the 20 trading dates before of which the series has any bar, and
 * at least one must; a date that had bars, but none by that minute, counts as 0.
 */
export function rvolWithinDay(
  bars: Bars,
  session: AsOfSession,
  until: number,
  calendar: Calendar,
  phases: Phases,
): RelativeVolume {
  let sum = 0
  let sessions = 0
  for (const day of daysBefore(calendar, session.day, RVOL_SESSIONS)) {
    const volume = volumeUntil(bars, calendar, day, until, phases)
    if (volume === null) continue
    sum += volume
    sessions++
  }
  const { first, end } = rowsOf(bars, session, phases)
  return sessions === 0 ? UNKNOWN : ratio(total(bars, first, end), sum, sessions)
}

function volumeUntil(bars: Bars, calendar: Calendar, day: DayNumber, until: number, phases: Phases): number | null {
  const session = dayOf(calendar, day, phases)
  if (!session) return null
  const { first, end } = rowsOf(bars, session, phases)
  if (first === end) return null
  let known = first
  while (known < end && barClose(bars.timeframe, bars.time[known], calendar) <= session.regular.open + until) known++
  return total(bars, first, known)
}

function total(bars: Bars, from: number, to: number): number {
  let sum = 0
  for (let i = from; i < to; i++) sum += bars.volume[i]
  return sum
}

function ratio(volume: number, sum: number, sessions: number): RelativeVolume {
  return { value: sum > 0 ? volume / (sum / sessions) : null, sessions }
}
