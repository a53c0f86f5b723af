import { isIntraday } from '../../../market/timeframe.ts'
import type { IndicatorSource } from '../spec.ts'

/**
 * The trading date that a bar belongs to, pre-market and post-market included; a bar between sessions stays with the date `before`.
 * A daily or weekly bar is a session of its own.
 */
export function tradingDate({ bars, calendar }: IndicatorSource, row: number, before: number): number {
  const time = bars.time[row]
  return isIntraday(bars.timeframe) ? (calendar.at(time).session?.day ?? before) : calendar.dateOf(time)
}
