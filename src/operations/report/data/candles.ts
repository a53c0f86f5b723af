import type { Instant } from '../../../core/time.ts'
import { type Bars, lowerBound } from '../../../market/bars.ts'
import { calendarFor } from '../../../market/calendar/calendar.ts'
import { isIntraday } from '../../../market/timeframe.ts'
import type { CandleSeries } from '../html/section.ts'
import { ascending, chartClock } from './clock.ts'

export interface Candles {
  series: CandleSeries
  /** Bars in a candle. */
  per: number
  /** Time of the candle in which an instant lies; of one before the first bar or after the last, the nearest. */
  timeOf(at: Instant): number
}

/**
 * Bars as candles, at most `most` of them: with more bars, equal numbers of bars make one candle of their first open, highest high,
 * lowest low and last close, so that no extreme is lost.
 */
export function candlesOf(bars: Bars, most: number): Candles {
  const per = Math.max(1, Math.ceil(bars.length / most))
  const clock = chartClock(calendarFor(bars.symbol), isIntraday(bars.timeframe))
  const starts = Array.from({ length: Math.ceil(bars.length / per) }, (_, i) => i * per)
  const digits = digitsOf(bars)
  const round = (value: number) => Number(value.toFixed(digits))
  const end = (start: number) => Math.min(start + per, bars.length)
  const time = ascending(starts.map((start) => clock(bars.time[start])))
  return {
    series: {
      kind: 'candles',
      name: bars.symbol,
      time,
      open: starts.map((start) => round(bars.open[start])),
      high: starts.map((start) => round(extreme(bars.high, start, end(start), Math.max))),
      low: starts.map((start) => round(extreme(bars.low, start, end(start), Math.min))),
      close: starts.map((start) => round(bars.close[end(start) - 1])),
      digits: Math.min(digits, 4),
    },
    per,
    timeOf(at) {
      const after = lowerBound(bars.time, bars.length, at + 1)
      return time[Math.floor(Math.max(0, after - 1) / per)]
    },
  }
}

function extreme(column: ArrayLike<number>, from: number, to: number, pick: (a: number, b: number) => number): number {
  let value = column[from]
  for (let i = from + 1; i < to; i++) value = pick(value, column[i])
  return value
}

/** Decimals that prices of this size need: two from a dollar up, more below. */
function digitsOf(bars: Bars): number {
  const last = bars.close[bars.length - 1]
  return last >= 10 ? 2 : last >= 1 ? 4 : 8
}
