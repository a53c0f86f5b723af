import { OpenbellError } from '../../../core/errors.ts'
import { type DayNumber, type Instant, iso, MINUTE, parseInstant } from '../../../core/time.ts'
import { type Calendar, calendarFor } from '../../../market/calendar/calendar.ts'
import { zoneOf } from '../../../market/calendar/zone.ts'

/** Positions are closed so long before the end where the limits say nothing else. */
const FLATTEN_MINUTES = 5

/** When a run decides, when it closes its positions, and when it ends. */
export interface RunWindow {
  open: Instant
  /** From here on nothing is decided any more; null = positions are held over the end. */
  flattenAt: Instant | null
  end: Instant
  date: string
}

export interface WindowWish {
  symbols: readonly string[]
  now: Instant
  /** `HH:MM` on the exchange's clock, or an instant. */
  until?: string | undefined
  hold: boolean
  /** Of the limits. */
  flattenMinutes: number | null
  /** What makes another day possible, for messages. */
  otherDay: string
}

/**
 * The session of now: from its regular open to its close, or to `--until`.
 * @throws OpenbellError usage when there is none today, it is over, or the symbols trade at different hours
 */
export function windowOf({ symbols, now, until, hold, flattenMinutes, otherDay }: WindowWish): RunWindow {
  const calendar = calendarFor(symbols[0])
  const other = symbols.find((symbol) => calendarFor(symbol) !== calendar)
  if (other !== undefined) {
    throw new OpenbellError('usage', `${symbols[0]} and ${other} trade at different hours`, 'a run for each: openbell trade run')
  }
  const day = calendar.dateOf(now)
  const { regular, date, holiday } = calendar.day(day)
  const next = () => iso(calendar.nextOpen(now))
  if (regular === null) {
    const why = holiday ? ` (${holiday})` : ''
    throw new OpenbellError('usage', `${date} has no session${why}; the next opens at ${next()}`, otherDay)
  }
  const end = until === undefined ? regular.close : Math.min(regular.close, readUntil(calendar, day, until))
  if (now >= end) throw new OpenbellError('usage', `it is ${iso(now)}: the run would have ended at ${iso(end)}`, otherDay)
  if (end <= regular.open) {
    throw new OpenbellError('usage', `--until ${until} is before the open at ${iso(regular.open)}`, '--until 15:30 (New York)')
  }
  const flattenAt = hold ? null : end - (flattenMinutes ?? FLATTEN_MINUTES) * MINUTE
  return { open: regular.open, flattenAt, end, date }
}

function readUntil(calendar: Calendar, day: DayNumber, text: string): Instant {
  const time = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text.trim())
  const at = time ? zoneOf(calendar.zone).instant(day, Number(time[1]) * 60 + Number(time[2])) : parseInstant(text.trim())
  if (at !== null) return at
  throw new OpenbellError('usage', `--until '${text}' is neither a time of day nor an instant`, '--until 15:30 (New York)')
}
