import { correlationMatrix } from '../../analysis/statistics/correlation.ts'
import { isoMonday } from '../../market/bar-times.ts'
import { type Bars, sliceBars } from '../../market/bars.ts'
import { calendarFor } from '../../market/calendar/calendar.ts'
import { isIntraday } from '../../market/timeframe.ts'
import type { AnalyzeAnswer } from './output.ts'

/** Correlations of the returns over the last `count` bars, between the dates (within the day: the bar times) that all symbols have. */
export function correlationOf(series: Bars[], count: number): NonNullable<AnalyzeAnswer['correlation']> {
  const cut = series.map((bars) => sliceBars(bars, bars.length - count, bars.length))
  const { matrix, returns } = correlationMatrix(cut.map((bars) => ({ days: keysOf(bars), levels: bars.close })))
  return { symbols: series.map((bars) => bars.symbol), matrix, returns }
}

/** What makes two bars of different symbols the same: the date, the week, or the instant. */
function keysOf(bars: Bars): ArrayLike<number> {
  if (isIntraday(bars.timeframe)) return bars.time
  const calendar = calendarFor(bars.symbol)
  return Array.from(bars.time, (at) => (bars.timeframe === '1w' ? isoMonday(calendar.dateOf(at)) : calendar.dateOf(at)))
}
