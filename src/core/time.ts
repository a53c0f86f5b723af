/** Instants are epoch milliseconds (UTC, may carry a fraction); dates are whole days since 1970-01-01. */
export type Instant = number
export type DayNumber = number

/** The smallest step that a double keeps apart in today's milliseconds, rounded up: what tapes are stamped to. */
export const MICROSECOND = 0.001
export const SECOND = 1000
export const MINUTE = 60_000
export const HOUR = 3_600_000
export const DAY = 86_400_000

/** Before any market data: the start of a range that means "from the beginning". Epoch 0 would cut off what is older than 1970. */
export const BEGINNING: Instant = Date.UTC(1900, 0, 1)

/** ISO 8601 in UTC, to the second when there is no fraction: `2026-03-19T13:30:00Z`. */
export function iso(at: Instant): string {
  const text = new Date(at).toISOString()
  return text.endsWith('.000Z') ? `${text.slice(0, 19)}Z` : text
}

/** `2026-03-19` of a day number. */
export function isoDate(day: DayNumber): string {
  return new Date(day * DAY).toISOString().slice(0, 10)
}

/** Day number of a UTC instant's calendar date. */
export function utcDay(at: Instant): DayNumber {
  return Math.floor(at / DAY)
}

/** Day number of `YYYY-MM-DD`, or null when it is no such date (2025-02-30 is none). */
export function parseDate(text: string): DayNumber | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  if (!match) return null
  const at = Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3]))
  const day = Math.round(at / DAY)
  return isoDate(day) === text ? day : null
}

/** 0 = Sunday ... 6 = Saturday. */
export function weekday(day: DayNumber): number {
  return (((day + 4) % 7) + 7) % 7
}

/** Instant of an ISO 8601 stamp with an offset or `Z`; null when unreadable or without a zone. */
export function parseInstant(text: string): Instant | null {
  if (!/^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/i.test(text)) return null
  const at = Date.parse(text.replace(' ', 'T'))
  return Number.isNaN(at) ? null : at
}
