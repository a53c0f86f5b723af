import type { DayNumber, Instant } from '../../../core/time.ts'

/** What the account was worth on one exchange day: its first, last and highest mark, in dollars. */
interface MarkedDay {
  day: DayNumber
  first: number
  last: number
  high: number
  firstAt: Instant
  lastAt: Instant
  highAt: Instant
}

/** Marks of the account by exchange day: all that limits over a day and over several days rest on. */
export class Marks {
  /** Ascending. */
  readonly #days: MarkedDay[] = []

  take(day: DayNumber, equity: number, at: Instant): void {
    const index = this.#days.findLastIndex((one) => one.day <= day)
    const known = this.#days[index]
    if (known?.day !== day) {
      this.#days.splice(index + 1, 0, { day, first: equity, last: equity, high: equity, firstAt: at, lastAt: at, highAt: at })
      return
    }
    if (at < known.firstAt) [known.first, known.firstAt] = [equity, at]
    if (at >= known.lastAt) [known.last, known.lastAt] = [equity, at]
    if (equity > known.high) [known.high, known.highAt] = [equity, at]
  }

  /** Money that came in or went out is neither won nor lost: what was marked before counts as if it had always been (or not been) there. */
  transfer(amount: number, at: Instant): void {
    for (const one of this.#days) {
      if (one.firstAt < at) one.first += amount
      if (one.lastAt < at) one.last += amount
      if (one.highAt < at) one.high += amount
    }
  }

  /**
   * What the day began with. A mark of an earlier day may be from that day's morning, and what was lost after it is no loss of this day: it
   * counts only where the broker does not say what the last close was.
   */
  equityAtStart(day: DayNumber, lastClose: number | null): number {
    const first = this.#days.find((one) => one.day === day)?.first
    if (lastClose !== null) return first === undefined ? lastClose : Math.max(first, lastClose)
    return this.#days.findLast((one) => one.day < day)?.last ?? first ?? Number.NaN
  }

  /** Highest mark of the newest so many marked days up to `day`. */
  peak(day: DayNumber, days: number): number {
    const known = this.#days.filter((one) => one.day <= day).slice(-days)
    return known.length === 0 || days < 1 ? Number.NaN : Math.max(...known.map((one) => one.high))
  }
}
