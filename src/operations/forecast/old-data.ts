import { OpenbellError } from '../../core/errors.ts'
import { type DayNumber, type Instant, isoDate } from '../../core/time.ts'
import type { Bars } from '../../market/bars.ts'
import { calendarFor } from '../../market/calendar/calendar.ts'

/** Sessions without a bar from which bars are old: one may be late or, for a quiet symbol, empty. Bars of a week last five. */
const OLD_FROM = { week: 10, other: 2 }

/** Sessions that are counted: more are only `over`. */
const MOST_COUNTED = 500

/** Says that bars end sessions before the as-of, so that what is forecast is past already; null for bars that do not. */
export function oldDataWarning({ symbol, timeframe, time, length }: Bars, asOf: Instant): string | null {
  const newest = calendarFor(symbol).dateOf(time[length - 1])
  const sessions = sessionsClosed(symbol, newest, asOf)
  if (sessions < (timeframe === '1w' ? OLD_FROM.week : OLD_FROM.other)) return null
  const count = sessions > MOST_COUNTED ? `over ${MOST_COUNTED}` : String(sessions)
  return `the newest bar is of ${isoDate(newest)}, and ${count} sessions have closed since: what is told begins there`
}

/** Sessions after a date that had closed by an instant; the calendar's end ends the count. */
function sessionsClosed(symbol: string, after: DayNumber, asOf: Instant): number {
  const calendar = calendarFor(symbol)
  let sessions = 0
  let day = after
  try {
    while (sessions <= MOST_COUNTED) {
      day = calendar.next(day)
      const { regular, known } = calendar.day(day)
      if (!known || regular === null || regular.close > asOf) break
      sessions++
    }
  } catch (thrown) {
    if (!(thrown instanceof OpenbellError && thrown.kind === 'no-data')) throw thrown
  }
  return sessions
}
