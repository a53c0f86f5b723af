import { OpenbellError } from '../../core/errors.ts'
import { DAY, type DayNumber, type Instant, isoDate, MINUTE, parseDate } from '../../core/time.ts'
import type { Calendar, SessionDay } from '../../market/calendar/calendar.ts'

/** The simulated market exists from the first to the last trading date of these years. */
export const FIRST_DATE = parseDate('2015-01-01')!
export const LAST_DATE = parseDate('2035-12-31')!

/** More than any market's trading dates in those years: the size of every daily column. */
export const CAPACITY = 5600

/** Trading dates of one market counted from 0, so that daily series are plain arrays. Dates are looked up as far as they are asked for. */
export class Schedule {
  readonly calendar: Calendar
  readonly dates = new Int32Array(CAPACITY)
  /** Share of a plain day's length: 210/390 on a half day. */
  readonly fraction = new Float64Array(CAPACITY)
  readonly #indexes = new Map<DayNumber, number>()
  #length = 0
  #scanned = FIRST_DATE - 1
  #plain = 0

  constructor(calendar: Calendar) {
    this.calendar = calendar
  }

  /** Index of the trading date on or before a day, -1 when it lies before the first one; days past 2035 give the last one. */
  floor(day: DayNumber): number {
    this.#scan(day)
    let low = 0
    let high = this.#length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.dates[middle] <= day) low = middle + 1
      else high = middle
    }
    return low - 1
  }

  /** Index of a trading date; -1 when the market is closed on that day or the day lies outside 2015 to 2035. */
  indexOf(day: DayNumber): number {
    this.#scan(day)
    return this.#indexes.get(day) ?? -1
  }

  /** Whether the date of this index exists; looks one date ahead at most. */
  has(index: number): boolean {
    while (index >= this.#length && this.#scanned < LAST_DATE) this.#scan(this.#scanned + 10)
    return index >= 0 && index < this.#length
  }

  session(index: number): SessionDay {
    return this.calendar.day(this.dates[index])
  }

  /** One-minute bars that the regular session has room for. */
  minutes(index: number): number {
    const regular = this.session(index).regular!
    return Math.round((regular.close - regular.open) / MINUTE)
  }

  /** Index of the session in progress at an instant, else of the latest that began before it; -1 before the first, the last one after 2035. */
  near(instant: Instant): number {
    const within = Math.max((FIRST_DATE - 1) * DAY, Math.min(instant, (LAST_DATE + 2) * DAY))
    return this.floor(Math.min(LAST_DATE, this.calendar.sessionAt(within).day))
  }

  /** Whether a range `[from, to)` touches the simulated years. */
  overlaps(from: Instant, to: Instant): boolean {
    return to > (FIRST_DATE - 1) * DAY && from < (LAST_DATE + 1) * DAY + DAY / 4
  }

  #scan(day: DayNumber): void {
    const end = Math.min(day, LAST_DATE)
    while (this.#scanned < end) {
      this.#scanned++
      const session = this.calendar.day(this.#scanned)
      if (!session.regular) continue
      const length = session.regular.close - session.regular.open
      this.#plain = Math.max(this.#plain, length)
      this.dates[this.#length] = this.#scanned
      this.fraction[this.#length] = length / this.#plain
      this.#indexes.set(this.#scanned, this.#length++)
    }
  }
}

/** The error for an instant outside the simulated years. */
export function outsideYears(symbol: string, instant: Instant): OpenbellError {
  const date = Number.isFinite(instant) ? isoDate(Math.floor(instant / DAY)) : String(instant)
  return new OpenbellError(
    'no-data',
    `${symbol} has no simulated session at ${date}: the simulated market runs from 2015 to 2035`,
    '--as-of 2025-06-02T20:00:00Z',
  )
}
