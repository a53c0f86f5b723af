import { orNullSync } from '../../core/errors.ts'
import type { DayNumber, Instant } from '../../core/time.ts'
import { barClose } from '../bar-times.ts'
import { isIntraday, type Timeframe } from '../timeframe.ts'
import type { Calendar, SessionDay, Span } from './calendar.ts'

/** The session an answer speaks of: bars that open in `[open, close)` belong to it. */
export interface AsOfSession {
  /** Its trading date; of a week, the date of its first session. */
  day: DayNumber
  open: Instant
  close: Instant
  /** Regular hours of that date; of a week, from its first open to its last close. */
  regular: Span
}

// Longer than any closure of an exchange since 1914; beyond it the calendar itself has ended.
const MOST_STEPS = 40

/**
 * The latest session in which a bar of the timeframe could have closed at or before the as-of: for `1d` that of the latest regular close,
 * for `1w` the latest finished week, within the day the session in progress once one bar of it could be known, counted from the
 * pre-market open with `all` and from the regular open with `regular`. Null outside the calendar.
 */
export function asOfSession(
  calendar: Calendar,
  timeframe: Timeframe,
  asOf: Instant,
  session: 'all' | 'regular',
): AsOfSession | null {
  // Past the calendar's end nobody knows which session it is; the last known one would be an answer of years ago.
  if (!calendar.day(calendar.dateOf(asOf)).known) return null
  let day = known(() => calendar.sessionAt(asOf).day)
  for (let step = 0; step < MOST_STEPS && day !== null; step++) {
    const facts = timeframe === '1w' ? weekOf(calendar, day) : dayOf(calendar, day, session)
    const anchor = isIntraday(timeframe) ? facts?.open : facts?.regular.open
    if (facts && anchor !== undefined && barClose(timeframe, anchor, calendar) <= asOf) return facts
    const before: DayNumber = facts?.day ?? day
    day = known(() => calendar.previous(before))
  }
  return null
}

/** Calendars end: what lies beyond is null here. */
const known = <T>(ask: () => T): T | null => orNullSync(['no-data'], ask)

/** The session of a trading date: every phase with `all`, the regular one with `regular`; null when the date has no session. */
export function dayOf(calendar: Calendar, day: DayNumber, session: 'all' | 'regular'): AsOfSession | null {
  const facts: SessionDay = calendar.day(day)
  if (!facts.regular) return null
  const all = session === 'all'
  return {
    day,
    open: (all && facts.pre?.open) || facts.regular.open,
    close: (all && facts.post?.close) || facts.regular.close,
    regular: facts.regular,
  }
}

/** The sessions of the ISO week (Monday to Sunday) that holds a trading date, as one. */
function weekOf(calendar: Calendar, day: DayNumber): AsOfSession | null {
  const monday = Math.floor((day + 3) / 7) * 7 - 3
  const sessions = Array.from({ length: 7 }, (_, i) => calendar.day(monday + i)).filter((one) => one.regular)
  const [head, tail] = [sessions[0], sessions[sessions.length - 1]]
  if (!head?.regular || !tail?.regular) return null
  const span = { open: head.regular.open, close: tail.regular.close }
  return { day: head.day, open: head.pre?.open ?? span.open, close: tail.post?.close ?? span.close, regular: span }
}

/** The trading dates before a day, newest first; fewer where the calendar begins. */
export function daysBefore(calendar: Calendar, day: DayNumber, count: number): DayNumber[] {
  const days: DayNumber[] = []
  for (let at = day; days.length < count; at = days[days.length - 1]) {
    const before = known(() => calendar.previous(at))
    if (before === null) break
    days.push(before)
  }
  return days
}
