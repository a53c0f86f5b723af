import { OpenbellError } from '../../core/errors.ts'
import { type Instant, parseDate, parseInstant } from '../../core/time.ts'
import { calendarOf } from './calendar.ts'

/**
 * Reads `--as-of`: an ISO instant with a zone, or a date. A date means all of it: the end of its last session (post-market for US
 * stocks), or the end of the UTC day when the US market was closed.
 */
export function readAsOf(text: string): Instant {
  const instant = parseInstant(text)
  if (instant !== null) return instant
  const day = parseDate(text)
  if (day === null) {
    throw new OpenbellError('usage', `--as-of '${text}' is no instant`, 'write 2019-02-15T21:00:00Z, or a date: 2019-02-15')
  }
  const session = calendarOf('us').day(day)
  return session.post?.close ?? session.regular?.close ?? (day + 1) * 86_400_000
}
