import { HOUR, type Instant, SECOND } from '../../core/time.ts'
import { calendarFor } from '../../market/calendar/calendar.ts'
import { justAfter, justBefore, type Stretch } from './tape-reader.ts'

/** Rows that one stretch should hold: enough that reading is cheap, few enough (some megabytes) that a day of millions never lies in memory at once. */
const FEW = 150_000
const SHORTEST = SECOND
const LONGEST = HOUR
/** Where every market of the stream is closed hardly anything lies on a tape. */
const LONGEST_CLOSED = 12 * HOUR

/** Length of the first stretch, when nothing is known of how dense the tape is. */
export const PACE_AT_FIRST = SECOND

/**
 * What is read after an instant, to just before a whole multiple of `grain`. It does not reach into the next phase of a market: a tape that was
 * thin before the open is not thin after it.
 */
export function nextStretch(from: Instant, pace: number, symbols: Iterable<string>, grain: number): Stretch {
  const start = justAfter(from)
  const phases = Array.from(new Set(Array.from(symbols, calendarFor)), (calendar) => calendar.at(start))
  const length = phases.every(({ phase }) => phase === 'closed') ? LONGEST_CLOSED : pace
  const to = phases.reduce((least, phase) => Math.min(least, phase.to), start + length)
  return { from, to: justBefore(Math.ceil(to / grain) * grain) }
}

/** Length of the next stretch, from how many rows the last one had. */
export function paceAfter({ from, to }: Stretch, rows: number): number {
  const length = to - from
  return Math.min(LONGEST, Math.max(SHORTEST, (length * FEW) / Math.max(rows, FEW / 4)))
}
