import { BEGINNING, type DayNumber, type Instant, iso, parseDate, parseInstant } from '../../core/time.ts'
import { weeklyOpen } from '../../market/bar-times.ts'
import type { Calendar } from '../../market/calendar/calendar.ts'
import type { Timeframe } from '../../market/timeframe.ts'
import { OpenbellError } from '../operation.ts'

/** `[from, to)` in bar opens. */
export interface Range {
  from: Instant
  to: Instant
}

/**
 * `--from` and `--to` as typed: session dates (the last one included) or instants; an open start is the beginning. Nothing is known after
 * the as-of: it is the end where none was typed, and of a later one.
 * @throws OpenbellError usage when nothing lies between the two.
 */
export function dateRange(
  given: { from?: string; to?: string },
  calendar: Calendar,
  timeframe: Timeframe,
  asOf: Instant,
  hint: string,
): Range {
  const typed = given.to === undefined ? asOf : boundary(given.to, '--to', (day) => endOf(calendar, day))
  const from = given.from === undefined ? BEGINNING : boundary(given.from, '--from', (day) => startOf(calendar, timeframe, day))
  const to = Math.min(typed, asOf)
  if (from < to) return { from, to }
  const known = from >= asOf ? `the as-of, ${iso(asOf)}: nothing is known after it` : `${given.to}`
  throw new OpenbellError('usage', `--from ${given.from} does not lie before ${known}`, hint)
}

function boundary(text: string, flag: string, ofDate: (day: DayNumber) => Instant): Instant {
  const day = parseDate(text.trim())
  if (day !== null) return ofDate(day)
  const instant = parseInstant(text.trim())
  if (instant !== null) return instant
  throw new OpenbellError(
    'usage',
    `${flag}: '${text}' is neither a date nor an instant`,
    `${flag} 2026-03-19 or 2026-03-19T13:30:00Z`,
  )
}

/** Where the bars of a trading date begin; of a closed day, where they would. A week belongs to every date in it. */
export function startOf(calendar: Calendar, timeframe: Timeframe, day: DayNumber): Instant {
  if (timeframe === '1w') return weeklyOpen(calendar, day)
  const session = calendar.day(day)
  return session.pre?.open ?? (session.regular ?? calendar.nominal(day)).open
}

/** Last instant of a date that may belong to a session: the end of post-market, else of the regular session. */
export function endOf(calendar: Calendar, day: DayNumber): Instant {
  const session = calendar.day(day)
  return session.post?.close ?? (session.regular ?? calendar.nominal(day)).close
}
