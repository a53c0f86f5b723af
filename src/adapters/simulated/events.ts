import { DAY, type DayNumber, utcDay } from '../../core/time.ts'
import type { Profile } from './listing.ts'
import { type Key, PURPOSE, Stream } from './random.ts'
import { UNITS } from './tick.ts'

/** New results: told after the close of the session before, else before the open of the session. */
export interface Results {
  afterClose: boolean
}

/** What is due in one quarter of a company's year. A closed day moves to the next session; done things are null. */
interface Quarter {
  results: DayNumber | null
  afterClose: boolean
  exDividend: DayNumber | null
  /** When a price that left its range is split. */
  split: DayNumber | null
  /** First day of the next quarter. */
  end: DayNumber
}

/**
 * Results, dividends and splits of one company, a quarter at a time, each quarter drawn by (symbol, quarter).
 * Asked once for every session in order; each thing is handed out on the first session on or after its day.
 */
export class CompanyCalendar {
  readonly #key: Key
  readonly #profile: Profile
  #quarter: Quarter = { results: null, afterClose: false, exDividend: null, split: null, end: Number.NEGATIVE_INFINITY }

  constructor(key: Key, profile: Profile) {
    this.#key = key
    this.#profile = profile
  }

  /** Results that the open of this session knows and the close before did not. */
  results(date: DayNumber): Results | null {
    const due = this.#at(date)
    if (!this.#profile.reports || due.results === null || date < due.results) return null
    due.results = null
    return { afterClose: due.afterClose }
  }

  /** New shares per old share from this session on, by the close before (0.0001 dollars); null = no split. */
  split(date: DayNumber, close: number): number | null {
    const due = this.#at(date)
    if (due.split === null || date < due.split) return null
    due.split = null
    return splitAt(this.#profile, close)
  }

  /** Dividend that the stock trades without from this session on, in 0.0001 dollars and whole cents; 0 = none. */
  dividend(date: DayNumber, close: number): number {
    const due = this.#at(date)
    if (due.exDividend === null || date < due.exDividend) return 0
    due.exDividend = null
    return Math.round((close * this.#profile.dividendYield) / 4 / 100) * 100
  }

  #at(date: DayNumber): Quarter {
    if (date >= this.#quarter.end) {
      const at = new Date(date * DAY)
      this.#quarter = quarterOf(this.#key, (at.getUTCFullYear() - 1970) * 4 + Math.floor(at.getUTCMonth() / 3))
    }
    return this.#quarter
  }
}

/** `quarter` counts from 1970. */
function quarterOf(key: Key, quarter: number): Quarter {
  const stream = new Stream().restart(key, quarter, PURPOSE.events)
  const start = utcDay(Date.UTC(1970, quarter * 3, 1))
  return {
    results: start + 12 + stream.below(34),
    afterClose: stream.uniform() < 0.6,
    exDividend: start + 48 + stream.below(20),
    split: start + 70 + stream.below(12),
    end: utcDay(Date.UTC(1970, quarter * 3 + 3, 1)),
  }
}

/** Boards split a dear stock to well under 150 dollars, and consolidate a cheap one: a listing needs a dollar, a penny stock some cents. */
function splitAt(profile: Profile, close: number): number | null {
  if (profile.kind === 'future') return null
  const price = close / UNITS
  if (price > profile.splitAbove) return [2, 3, 4, 5, 10, 20].find((ratio) => price / ratio < 150) ?? 50
  const least = profile.pull > 0 ? 0.18 : 0.6
  if (profile.kind === 'stock' && price < least) return profile.pull > 0 ? 1 / 5 : 1 / 20
  return null
}
