import { type Instant, MINUTE } from '../core/time.ts'
import { type Bars, lowerBound } from '../market/bars.ts'
import type { Calendar } from '../market/calendar/calendar.ts'
import type { Prints } from '../market/prints.ts'

export const LIQUIDITY_MINUTES = 5

/** Lowest prints a minute of each rating. */
const RATINGS = [
  { rating: 'EXCELLENT', from: 1000 },
  { rating: 'GOOD', from: 500 },
  { rating: 'POOR', from: 100 },
  { rating: 'INSUFFICIENT', from: 0 },
] as const

export type LiquidityRating = (typeof RATINGS)[number]['rating'] | 'UNKNOWN'

export interface Liquidity {
  /** Mean prints of the last five regular minutes; null without counts. */
  printsPerMinute: number | null
  rating: LiquidityRating
  /** At least the minimum of the settings (1,000 by default); false when unknown. */
  meetsMinimum: boolean
}

/** Rates a count of prints a minute; without a count nothing is known, and nothing met. */
export function rateLiquidity(printsPerMinute: number | null, minimum: number): Liquidity {
  if (printsPerMinute === null) return { printsPerMinute, rating: 'UNKNOWN', meetsMinimum: false }
  const { rating } = RATINGS.find((one) => printsPerMinute >= one.from) ?? RATINGS[RATINGS.length - 1]
  return { printsPerMinute, rating, meetsMinimum: printsPerMinute >= minimum }
}

/**
 * Opens of the last regular minutes up to the one that holds `newest` (or that ended last before it), oldest first.
 * Pre-market, after hours, closed days and planned halts are stepped over: after 09:30 follows 15:59 of the session before.
 */
export function lastRegularMinutes(calendar: Calendar, newest: Instant, count = LIQUIDITY_MINUTES): Instant[] {
  const minutes: Instant[] = []
  let at = Math.floor(newest / MINUTE) * MINUTE
  while (minutes.length < count) {
    const session = calendar.sessionAt(at)
    const halt = session.halts.find((span) => at >= span.open && at < span.close)
    if (!session.regular || at < session.regular.open) at = lastMinute(calendar, calendar.previous(session.day))
    else if (at >= session.regular.close) at = session.regular.close - MINUTE
    else if (halt) at = halt.open - MINUTE
    else {
      minutes.unshift(at)
      at -= MINUTE
    }
  }
  return minutes
}

function lastMinute(calendar: Calendar, day: number): Instant {
  const { regular } = calendar.day(day)
  return (regular?.close ?? calendar.nominal(day).close) - MINUTE
}

/**
 * Prints of each minute from 1m bars. A minute without a bar had no print (0), unless the bars begin after it (null, unknown);
 * so is a bar without a count.
 */
export function printsOfBars(bars: Bars, minutes: Instant[]): (number | null)[] {
  const { prints } = bars
  if (!prints) return minutes.map(() => null)
  return minutes.map((minute) => {
    const row = lowerBound(bars.time, bars.length, minute)
    if (row < bars.length && bars.time[row] === minute) return Number.isNaN(prints[row]) ? null : prints[row]
    return row === 0 ? null : 0
  })
}

/** Prints of each minute, counted on the tape. */
export function printsOfTape(tape: Prints, minutes: Instant[]): number[] {
  return minutes.map((minute) => {
    const from = lowerBound(tape.time, tape.length, minute)
    return lowerBound(tape.time, tape.length, minute + MINUTE) - from
  })
}

/** Mean of the minutes; null when the count of one is unknown: a mean of the others would be of other minutes, perhaps of yesterday's close. */
export function meanPrints(counts: (number | null)[]): number | null {
  let sum = 0
  for (const count of counts) {
    if (count === null) return null
    sum += count
  }
  return counts.length === 0 ? null : sum / counts.length
}
