import type { DayNumber, Instant } from '../core/time.ts'
import { weekday } from '../core/time.ts'
import { type Bars, createBars, lowerBound } from './bars.ts'
import type { Calendar, PhaseAt } from './calendar/calendar.ts'
import { isIntraday, TIMEFRAME_MS, type Timeframe } from './timeframe.ts'

/**
 * When a bar is known: the end of the time it tells of.
 * Intraday: open + length, but a bar that stands on the phase's own grid ends with the phase (the 1h bar of 15:30 at 16:00).
 * A pre-market bar is never cut at the regular open: clock-aligned feeds let their 09:00 hour run to 10:00, and to call it known at 09:30
 * would look ahead. 1d: the session's regular close; 1w: that of the week's last session.
 */
export function barClose(timeframe: Timeframe, open: Instant, calendar: Calendar): Instant {
  if (timeframe === '1d') return dailyClose(calendar, calendar.dateOf(open))
  if (timeframe === '1w') return weeklyClose(calendar, calendar.dateOf(open))
  const length = TIMEFRAME_MS[timeframe]
  const { phase, session } = calendar.at(open)
  const span = phase === 'regular' ? session!.regular : phase === 'post' ? session!.post : null
  const end = open + length
  return span && end > span.close && (open - span.open) % length === 0 ? span.close : end
}

/** Where a dated (midnight) 1d row is stored: that date's regular open; on a closed or unknown day the usual one. */
export function dailyOpen(calendar: Calendar, day: DayNumber): Instant {
  return (calendar.day(day).regular ?? calendar.nominal(day)).open
}

/** Where a 1w row is stored: the regular open of the first session of the date's ISO week; of its Monday when the week has none. */
export function weeklyOpen(calendar: Calendar, day: DayNumber): Instant {
  const monday = isoMonday(day)
  for (let d = monday; d < monday + 7; d++) {
    const { regular } = calendar.day(d)
    if (regular) return regular.open
  }
  return calendar.nominal(monday).open
}

/** Number of rows from the start whose close is at or before `asOf`. */
export function closedCount(bars: Pick<Bars, 'timeframe' | 'time' | 'length'>, calendar: Calendar, asOf: Instant): number {
  let count = lowerBound(bars.time, bars.length, asOf)
  while (count > 0 && barClose(bars.timeframe, bars.time[count - 1], calendar) > asOf) count--
  return count
}

/** Intraday bars of regular sessions; daily and weekly bars as they are. */
export function regularOnly(bars: Bars, calendar: Calendar): Bars {
  if (!isIntraday(bars.timeframe)) return bars
  const rows: number[] = []
  let at: PhaseAt | null = null
  for (let i = 0; i < bars.length; i++) {
    const time = bars.time[i]
    if (!at || time >= at.to || time < at.from) at = calendar.at(time)
    if (at.phase === 'regular' || reachesIntoRegular(bars, i, at)) rows.push(i)
  }
  return rows.length === bars.length ? bars : pickRows(bars, rows)
}

/**
 * True for a clock-aligned hour (09:00 to 10:00) that opens before the session and holds its first half hour. On the phase's own grid
 * a row would begin inside that hour and none exactly at its end. Left out, the opening would be lost with it.
 */
export function reachesIntoRegular(bars: Bars, row: number, at: PhaseAt): boolean {
  if (at.phase !== 'pre') return false
  const end = bars.time[row] + TIMEFRAME_MS[bars.timeframe]
  return end > at.to && row + 1 < bars.length && bars.time[row + 1] === end
}

/** Monday of the ISO week of a date. */
export function isoMonday(day: DayNumber): DayNumber {
  return day - ((weekday(day) + 6) % 7)
}

function dailyClose(calendar: Calendar, day: DayNumber): Instant {
  return (calendar.day(day).regular ?? calendar.nominal(day)).close
}

function weeklyClose(calendar: Calendar, day: DayNumber): Instant {
  const monday = isoMonday(day)
  for (let d = monday + 6; d >= monday; d--) {
    const { regular } = calendar.day(d)
    if (regular) return regular.close
  }
  return calendar.nominal(monday + 4).close
}

function pickRows(bars: Bars, rows: number[]): Bars {
  const picked = createBars(bars, rows.length, { prints: bars.prints !== null, vwap: bars.vwap !== null })
  picked.length = rows.length
  for (const name of ['time', 'open', 'high', 'low', 'close', 'volume', 'prints', 'vwap'] as const) {
    const from = bars[name]
    const to = picked[name]
    if (from && to) for (let i = 0; i < rows.length; i++) to[i] = from[rows[i]]
  }
  return picked
}
