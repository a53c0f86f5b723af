import { type DayNumber, utcDay } from '../../core/time.ts'
import type { Profile } from './listing.ts'
import { type Key, PURPOSE, Stream } from './random.ts'
import { UNITS } from './tick.ts'

/** What is due in one quarter of a company's year. Days; a closed day moves to the next session. */
export interface Quarter {
  /** First session whose open knows the results. */
  results: DayNumber
  /** Told after the close of the session before, else before the open of that session. */
  afterClose: boolean
  exDividend: DayNumber
  /** When a price that left its range is split. */
  split: DayNumber
  /** First day of the next quarter. */
  end: DayNumber
}

/** The calendar of one quarter, drawn by (symbol, quarter); `quarter` counts from 1970. */
export function quarterOf(key: Key, quarter: number): Quarter {
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

/** New shares per old share when a close (0.0001 dollars) is out of the symbol's range; null = no split. */
export function splitDue(profile: Profile, close: number): number | null {
  if (profile.kind === 'future') return null
  const price = close / UNITS
  if (price > profile.splitAbove) return [2, 3, 4, 5, 10, 20].find((ratio) => price / ratio < 150) ?? 50
  const least = profile.pull > 0 ? 0.18 : 0.6
  if (profile.kind === 'stock' && price < least) return profile.pull > 0 ? 1 / 5 : 1 / 20
  return null
}

/** Quarterly dividend in 0.0001 dollars, whole cents, at a close; 0 = none. */
export function dividendDue(profile: Profile, close: number): number {
  return Math.round((close * profile.dividendYield) / 4 / 100) * 100
}
