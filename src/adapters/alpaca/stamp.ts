import { type Instant, parseInstant } from '../../core/time.ts'

const DAY_TEXT = 10
const ZERO = 48
const Z = 90

/** The date of the last stamp and its midnight: a tape names the same date millions of times. */
let dateText = ''
let midnight = Number.NaN

/** An RFC 3339 stamp as epoch milliseconds with the fraction a double can hold; null when it is none. */
export function parseStamp(text: string): Instant | null {
  const quick = utcStamp(text)
  if (!Number.isNaN(quick)) return quick
  const match = /^(.{19})\.(\d+)(.*)$/.exec(text)
  if (!match) return parseInstant(text)
  const whole = parseInstant(match[1] + match[3])
  return whole === null ? null : withNanoseconds(whole, Number(match[2].slice(0, 9).padEnd(9, '0')))
}

/** One addition for every dialect: the same print has the same instant, whichever way it came. */
export function withNanoseconds(whole: Instant, nanoseconds: number): Instant {
  return whole + nanoseconds / 1e6
}

/** `2026-11-20T14:30:01.118823411Z` with at most nine digits of a second, read without making objects; NaN for every other form. */
export function utcStamp(text: string): Instant {
  const last = text.length - 1
  if (last < 19 || last > 29 || text.charCodeAt(last) !== Z || text.charCodeAt(DAY_TEXT) !== 84) return Number.NaN
  if (!text.startsWith(dateText) || dateText === '') readDate(text.slice(0, DAY_TEXT))
  const hour = two(text, 11)
  const minute = two(text, 14)
  const second = two(text, 17)
  // Whatever is no digit has made its number NaN, and a comparison with NaN is false.
  const isTime = hour < 24 && minute < 60 && second < 60 && text[13] === ':' && text[16] === ':'
  if (!isTime) return Number.NaN
  const whole = midnight + hour * 3_600_000 + minute * 60_000 + second * 1000
  if (last === 19) return whole
  return text[19] === '.' && last > 20 ? withNanoseconds(whole, nanoseconds(text, last)) : Number.NaN
}

function readDate(text: string): void {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? parseInstant(`${text}T00:00:00Z`) : null
  dateText = at === null ? '' : text
  midnight = at ?? Number.NaN
}

function two(text: string, at: number): number {
  return digit(text, at) * 10 + digit(text, at + 1)
}

function digit(text: string, at: number): number {
  const value = text.charCodeAt(at) - ZERO
  return value >= 0 && value <= 9 ? value : Number.NaN
}

/** The digits from the 20th up to `end`, filled up to nine. */
function nanoseconds(text: string, end: number): number {
  let value = 0
  for (let at = 20; at < 29; at++) value = value * 10 + (at < end ? digit(text, at) : 0)
  return value
}
