import type { Instant } from '../../core/time.ts'
import { DAY, weekday } from '../../core/time.ts'
import { dailyOpen, weeklyOpen } from '../../market/bar-times.ts'
import { type Calendar, calendarFor } from '../../market/calendar/calendar.ts'
import type { Span } from '../../market/calendar/session.ts'
import { isIntraday, TIMEFRAME_MS, type Timeframe } from '../../market/timeframe.ts'

/** Days of one week, as a bar that tells of one names them. */
const WEEK = 7

/**
 * Opens of the next bars after one, by the exchange's calendar: what the steps of a forecast are of. Within the day in regular hours, or in all
 * hours where the history had others. Null from where the calendar ends.
 */
export function futureBarTimes(
  symbol: string,
  timeframe: Timeframe,
  after: Instant,
  count: number,
  hours: 'all' | 'regular',
): (Instant | null)[] {
  const calendar = calendarFor(symbol)
  const times: (Instant | null)[] = []
  for (const time of isIntraday(timeframe) ? intraday(calendar, timeframe, after, hours) : dated(calendar, timeframe, after)) {
    if (times.length === count) break
    times.push(time)
  }
  while (times.length < count) times.push(null)
  return times
}

/** True where a bar of the series opens outside regular hours. */
export function hoursOf(symbol: string, timeframe: Timeframe, times: ArrayLike<Instant>): 'all' | 'regular' {
  if (!isIntraday(timeframe)) return 'regular'
  const calendar = calendarFor(symbol)
  for (let i = 0; i < times.length; i++) if (calendar.at(times[i]).phase !== 'regular') return 'all'
  return 'regular'
}

function* dated(calendar: Calendar, timeframe: Timeframe, after: Instant): Generator<Instant> {
  let day = calendar.dateOf(after)
  const weekly = timeframe === '1w'
  for (;;) {
    const next = weekly ? mondayAfter(day) : nextDay(calendar, day)
    if (next === null || !calendar.day(next).known) return
    day = next
    yield weekly ? weeklyOpen(calendar, day) : dailyOpen(calendar, day)
  }
}

function mondayAfter(day: number): number {
  return day + WEEK - ((weekday(day) + 6) % WEEK)
}

function nextDay(calendar: Calendar, day: number): number | null {
  try {
    return calendar.next(day)
  } catch {
    return null
  }
}

function* intraday(calendar: Calendar, timeframe: Timeframe, after: Instant, hours: 'all' | 'regular'): Generator<Instant> {
  const length = TIMEFRAME_MS[timeframe]
  let day: number | null = calendar.dateOf(after)
  while (day !== null) {
    const { pre, regular, post, known } = calendar.day(day)
    if (!known) return
    const spans: (Span | null)[] = hours === 'all' ? [pre, regular, post] : [regular]
    for (const span of spans) {
      if (!span) continue
      for (let open = span.open; open < span.close; open += length) if (open > after) yield open
    }
    day = nextDay(calendar, day)
  }
}

/** Rows whose distances say how far apart the rows of a file are. */
const LOOKED_AT = 60

/** Times of the rows after the last of a file: as far apart as most before, and on weekdays only where all days before were. */
export function futureRowTimes(times: ArrayLike<Instant>, count: number): (Instant | null)[] {
  const recent = Array.from({ length: Math.min(LOOKED_AT, times.length) }, (_, i) => times[times.length - 1 - i]).reverse()
  const gaps = recent.slice(1).map((time, i) => time - recent[i])
  const gap = gaps.sort((a, b) => a - b)[gaps.length >> 1]
  if (!(gap > 0)) return new Array(count).fill(null)
  const weekdays = gap === DAY && recent.length === LOOKED_AT && recent.every(isWeekday)
  const next: Instant[] = []
  for (let time = recent[recent.length - 1] + gap; next.length < count; time += gap)
    if (!weekdays || isWeekday(time)) next.push(time)
  return next
}

function isWeekday(time: Instant): boolean {
  const day = weekday(Math.floor(time / DAY))
  return day !== 0 && day !== 6
}
