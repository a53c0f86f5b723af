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

/**
 * Times of the rows after the last of a file: by months where the rows before went by months, quarters or years; else as far apart as most before,
 * and on weekdays only where all days before were.
 */
export function futureRowTimes(times: ArrayLike<Instant>, count: number): (Instant | null)[] {
  const recent = Array.from({ length: Math.min(LOOKED_AT, times.length) }, (_, i) => times[times.length - 1 - i]).reverse()
  const last = recent[recent.length - 1]
  const months = monthsApart(recent)
  if (months !== null) return Array.from({ length: count }, (_, i) => monthsAfter(last, months * (i + 1), areMonthEnds(recent)))
  const gaps = recent.slice(1).map((time, i) => time - recent[i])
  const gap = gaps.sort((a, b) => a - b)[gaps.length >> 1]
  if (!(gap > 0)) return new Array(count).fill(null)
  const weekdays = gap === DAY && recent.length === LOOKED_AT && recent.every(isWeekday)
  const next: Instant[] = []
  for (let time = last + gap; next.length < count; time += gap) if (!weekdays || isWeekday(time)) next.push(time)
  return next
}

/** When the last of some rows of a file ends: as long after its time as its rows are apart at least, or by months; null for a single row. */
export function rowEnd(times: ArrayLike<Instant>): Instant | null {
  const all = Array.from(times)
  const last = all[all.length - 1]
  const months = monthsApart(all)
  if (months !== null) return monthsAfter(last, months, areMonthEnds(all))
  let least = Number.POSITIVE_INFINITY
  for (let row = 1; row < all.length; row++) least = Math.min(least, all[row] - all[row - 1])
  return least > 0 && Number.isFinite(least) ? last + least : null
}

/** Months, quarters, years. */
const STEPS_OF_MONTHS = [1, 3, 12]

/** Months from each row to the next where it is the same for all; null for rows that do not go by months. */
function monthsApart(times: readonly Instant[]): number | null {
  if (times.length < 3) return null
  const atEnd = areMonthEnds(times)
  const fits = (months: number) => times.slice(1).every((time, i) => time === monthsAfter(times[i], months, atEnd))
  return STEPS_OF_MONTHS.find(fits) ?? null
}

/** The same day and hour some months later; the last day of that month where it has no such day, or where `atEnd` says so. */
function monthsAfter(time: Instant, months: number, atEnd: boolean): Instant {
  const date = new Date(time)
  const month = date.getUTCMonth() + months
  const days = new Date(Date.UTC(date.getUTCFullYear(), month + 1, 0)).getUTCDate()
  const day = atEnd ? days : Math.min(date.getUTCDate(), days)
  return Date.UTC(date.getUTCFullYear(), month, day) + (time - Math.floor(time / DAY) * DAY)
}

function areMonthEnds(times: readonly Instant[]): boolean {
  return times.every((time) => new Date(time + DAY).getUTCDate() === 1)
}

function isWeekday(time: Instant): boolean {
  const day = weekday(Math.floor(time / DAY))
  return day !== 0 && day !== 6
}
