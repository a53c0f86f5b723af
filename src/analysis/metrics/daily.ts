import type { Timeframe } from '../../market/timeframe.ts'
import type { EquityHistory } from './types.ts'

/** One row a date of a run: what daily metrics are computed of. */
export interface DailyHistory {
  days: Int32Array
  /** Dollars at the last step of each date. */
  equity: Float64Array
  /** Fractions; the first against the start cash. */
  returns: Float64Array
}

/** Trading days of a year, by convention. */
export const TRADING_DAYS = 252

/** Rows of `dailyHistory` in a year: a weekly bar leaves one a week, all others one a trading day. */
export function periodsPerYearOf(timeframe: Timeframe): number {
  return timeframe === '1w' ? 52 : TRADING_DAYS
}

/**
 * Equity at the last step of each date and its returns. Dates without a bar of any symbol have no row. Once equity is gone (zero or
 * less) there is nothing left to earn a return on: the days after it count 0.
 */
export function dailyHistory(history: EquityHistory, ends: Int32Array = dayEnds(history)): DailyHistory {
  const { day, equity, startCash } = history
  const count = ends.length
  const daily = { days: new Int32Array(count), equity: new Float64Array(count), returns: new Float64Array(count) }
  let before = startCash
  for (let row = 0; row < count; row++) {
    const now = equity[ends[row]]
    daily.days[row] = day[ends[row]]
    daily.equity[row] = now
    daily.returns[row] = before > 0 ? now / before - 1 : 0
    before = now
  }
  return daily
}

/** The last step of each date: the same for every run over the same steps, so a sweep looks for them once. */
export function dayEnds({ steps, day }: Pick<EquityHistory, 'steps' | 'day'>): Int32Array {
  let count = 0
  for (let i = 0; i < steps; i++) if (i === steps - 1 || day[i + 1] !== day[i]) count++
  const ends = new Int32Array(count)
  let row = 0
  for (let i = 0; i < steps; i++) if (i === steps - 1 || day[i + 1] !== day[i]) ends[row++] = i
  return ends
}
