import { tzOffset } from '@date-fns/tz/tzOffset'
import { OpenbellError } from '../../core/errors.ts'
import { BEGINNING, DAY, type Instant, MINUTE } from '../../core/time.ts'
import { type Zone, zoneOf } from '../../market/calendar/zone.ts'
import { parseDecimal } from './decimal.ts'

const ISO =
  /^(\d{4})-?(\d{2})-?(\d{2})(?:[T ](\d{2}):?(\d{2})(?::?(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|UTC|[+-]\d{2}(?::?\d{2})?)?$/i

/**
 * Reads stamps: ISO 8601 (`T` or a blank between date and time, with offset, `Z`, or neither), or epoch seconds, milliseconds, microseconds
 * or nanoseconds, told apart by size (a stamp between 1973 and 5138 fits one unit only). Result in epoch milliseconds with the fraction kept.
 *
 * A stamp without an offset is local time of `zone` (UTC when null). Where clocks go forward the skipped hour does not exist: such a
 * stamp is unreadable. Where they go back an hour comes twice: the first pass is meant until stamps of the symbol step back, then the second.
 * A date without a time is that date's midnight UTC in any zone: it names a date, not an instant.
 */
export class StampReader {
  /** Why the last stamp was unreadable. */
  problem = ''
  readonly #zone: Zone | null
  readonly #latest: Instant

  /** @throws usage for a zone that is not in the time zone database. */
  constructor(zone: string | null, latest: Instant = Number.POSITIVE_INFINITY) {
    if (zone !== null && Number.isNaN(tzOffset(zone, new Date(0)))) {
      throw new OpenbellError('usage', `unknown time zone '${zone}'`, 'a name such as --tz America/New_York')
    }
    this.#latest = latest
    this.#zone = zone === null || zone === 'UTC' ? null : zoneOf(zone)
  }

  /** The instant of a stamp, NaN when unreadable; `previous` is the symbol's stamp before, for the hour that comes twice. */
  read(text: string, previous: Instant): Instant {
    const at = this.#instant(text, previous)
    // A mistyped year would make its row the newest of the store, and with it everybody's default as-of.
    if (at > this.#latest) return this.#unreadable(`time lies in the future: '${text.trim()}'`)
    if (at < BEGINNING) return this.#unreadable(`time lies before 1900: '${text.trim()}'`)
    return at
  }

  #instant(text: string, previous: Instant): Instant {
    const quick = readUtc(text)
    if (!Number.isNaN(quick)) return quick
    const match = ISO.exec(text.trim())
    return match ? this.#readIso(match, previous) : this.#readEpoch(text)
  }

  #readIso(match: RegExpExecArray, previous: Instant): Instant {
    const [, year, month, day, hour, minute, second, fraction, offset] = match
    const local = civil(Number(year), Number(month), Number(day), Number(hour ?? 0), Number(minute ?? 0), Number(second ?? 0))
    if (Number.isNaN(local)) return this.#unreadable(`no such date or time '${match[0]}'`)
    const exact = local + (fraction ? Number(fraction.padEnd(9, '0')) / 1e6 : 0)
    if (offset) return exact - offsetMs(offset)
    if (hour === undefined || this.#zone === null) return exact
    const readings = readingsOf(local, this.#zone)
    if (readings.length === 0) return this.#unreadable(`'${match[0]}' does not exist in ${this.#zone.name} (clocks went forward)`)
    const past = exact - local
    return (readings[0] + past < previous && readings.length > 1 ? readings[1] : readings[0]) + past
  }

  #readEpoch(text: string): Instant {
    const value = parseDecimal(text)
    if (Number.isNaN(value)) return this.#unreadable(text.trim() === '' ? 'missing time' : `unreadable time '${text}'`)
    const size = Math.abs(value)
    if (size < 1e11) return Math.round(value * 1e6) / 1e3
    if (size < 1e14) return value
    const digits = size < 1e17 ? 3 : 6
    const whole = text.trim().split('.')[0]
    return Number(whole.slice(0, -digits)) + Number(whole.slice(-digits)) / 10 ** digits
  }

  #unreadable(problem: string): number {
    this.problem = problem
    return Number.NaN
  }
}

/** The instants at which a zone's clocks show a local time: none in a skipped hour, two in a repeated one, first one first. */
function readingsOf(local: number, zone: Zone): Instant[] {
  const [first, second] = [local - zone.offset(local - DAY), local - zone.offset(local + DAY)].sort((a, b) => a - b)
  return (first === second ? [first] : [first, second]).filter((at) => zone.wall(at) === local)
}

/** `2026-03-19T13:30:00Z`, with or without a fraction, the common form, digit by digit. NaN for others. */
function readUtc(text: string): Instant {
  const length = text.length
  if (length < 20 || length > 30 || text.charCodeAt(length - 1) !== 90 || text.charCodeAt(10) !== 84) return Number.NaN
  if (text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45 || text.charCodeAt(13) !== 58 || text.charCodeAt(16) !== 58)
    return Number.NaN
  const day = civil(
    number(text, 0, 4),
    number(text, 5, 7),
    number(text, 8, 10),
    number(text, 11, 13),
    number(text, 14, 16),
    number(text, 17, 19),
  )
  if (length === 20) return day
  const digits = length - 21
  if (text.charCodeAt(19) !== 46 || digits < 1) return Number.NaN
  return day + number(text, 20, length - 1) / 10 ** (digits - 3)
}

function number(text: string, from: number, to: number): number {
  let value = 0
  for (let i = from; i < to; i++) {
    const digit = text.charCodeAt(i) - 48
    if (digit < 0 || digit > 9) return Number.NaN
    value = value * 10 + digit
  }
  return value
}

/** Epoch milliseconds of a date and time of the proleptic Gregorian calendar; NaN when there is none (30 February, 24:00). */
function civil(year: number, month: number, day: number, hour: number, minute: number, second: number): number {
  if (!(month >= 1 && month <= 12 && day >= 1 && day <= 31 && hour < 24 && minute < 60 && second < 60)) return Number.NaN
  const at = Date.UTC(year, month - 1, day, hour, minute, second)
  return day > 28 && new Date(at).getUTCDate() !== day ? Number.NaN : at
}

function offsetMs(text: string): number {
  if (/^(Z|UTC)$/i.test(text)) return 0
  const digits = text.replace(/[^\d]/g, '').padEnd(4, '0')
  const ms = (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2, 4))) * MINUTE
  return text.startsWith('-') ? -ms : ms
}
