import type { Instant } from '../../core/time.ts'

/** Order of the parts of a date that is written with strokes or dots. */
export type DateOrder = 'year-month-day' | 'month-day-year' | 'day-month-year'

const DATE_ORDERS: readonly DateOrder[] = ['year-month-day', 'month-day-year', 'day-month-year']

const CLOCK = String.raw`(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?)?\s*(Z|UTC|[+-]\d{2}(?::?\d{2})?)?`
const YEAR_FIRST = new RegExp(String.raw`^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})${CLOCK}$`, 'i')
const YEAR_LAST = new RegExp(String.raw`^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})${CLOCK}$`, 'i')
const COMPACT = /^(\d{4})(\d{2})(\d{2})$/

/**
 * Reads the usual spellings of a date, with a time of day or without: `2016-07-01 00:00:00`, `1990/1/1 0:00`, `20160701`, ISO 8601, and in the
 * other orders `7/1/2016 0:00`. Without an offset the time is UTC. NaN for what is none.
 */
export function readDate(text: string, order: DateOrder): Instant {
  const trimmed = text.trim()
  const match = (order === 'year-month-day' ? (YEAR_FIRST.exec(trimmed) ?? COMPACT.exec(trimmed)) : YEAR_LAST.exec(trimmed)) ?? []
  if (match.length === 0) return Number.NaN
  const [first, second, third] = [Number(match[1]), Number(match[2]), Number(match[3])]
  const day = order === 'month-day-year' ? second : order === 'day-month-year' ? first : third
  const month = order === 'month-day-year' ? first : second
  const midnight = midnightOf(order === 'year-month-day' ? first : third, month, day)
  return midnight + clockOf(match) - offsetOf(match[8])
}

/** The order in which most of some texts are dates; null when fewer than half of them are dates in any order. */
export function dateOrderOf(texts: readonly string[]): DateOrder | null {
  const counts = DATE_ORDERS.map((order) => texts.filter((text) => !Number.isNaN(readDate(text, order))).length)
  const most = Math.max(...counts)
  return texts.length === 0 || most * 2 < texts.length ? null : DATE_ORDERS[counts.indexOf(most)]
}

function midnightOf(year: number, month: number, day: number): Instant {
  const at = Date.UTC(year, month - 1, day)
  const date = new Date(at)
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? at : Number.NaN
}

function clockOf(match: readonly (string | undefined)[]): number {
  const [hour, minute, second] = [Number(match[4] ?? 0), Number(match[5] ?? 0), Number(match[6] ?? 0)]
  if (hour > 23 || minute > 59 || second > 59) return Number.NaN
  return ((hour * 60 + minute) * 60 + second) * 1000 + Number(`0.${match[7] ?? 0}`) * 1000
}

function offsetOf(text: string | undefined): number {
  if (text === undefined || /^(Z|UTC)$/i.test(text)) return 0
  const digits = text.replace(/\D/g, '').padEnd(4, '0')
  const ms = (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2))) * 60_000
  return text.startsWith('-') ? -ms : ms
}
