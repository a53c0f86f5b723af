import { CANDLE_PATTERNS } from '../../analysis/indicators/patterns/candles.ts'
import { candlePatterns } from '../../analysis/indicators/patterns/candlesticks.ts'
import { chartPatterns } from '../../analysis/patterns/chart-patterns.ts'
import { iso } from '../../core/time.ts'
import { barClose } from '../../market/bar-times.ts'
import type { Bars } from '../../market/bars.ts'
import type { Calendar } from '../../market/calendar/calendar.ts'
import type { PatternFound } from './output.ts'

/** Bars whose candlestick patterns are told. */
const CANDLE_BARS = 5

/** Bars since a chart pattern became known. */
const CHART_BARS = 60

/** The recogniser calls prices equal within 0.1%: in a bar that reaches no further than twice that, every shape is there at once. */
const LEAST_REACH = 0.002

interface Rows {
  fromRow: number
  toRow: number
  knownRow: number
}

/** Patterns that became known lately, oldest first. */
export function patternsOf(bars: Bars, calendar: Calendar): PatternFound[] {
  const last = bars.length - 1
  const dated = ({ fromRow, toRow, knownRow }: Rows) => ({
    from: iso(bars.time[fromRow]),
    to: iso(bars.time[toRow]),
    knownAt: iso(barClose(bars.timeframe, bars.time[knownRow], calendar)),
    age: last - knownRow,
  })
  const charts = chartPatterns(bars)
    .filter(({ knownRow }) => last - knownRow < CHART_BARS)
    .map(({ name, direction, ...rows }) => ({ name, kind: 'chart' as const, direction, ...dated(rows) }))
  const newest = Array.from({ length: Math.min(CANDLE_BARS, bars.length) }, (_, i) => last - i)
  const candles = newest.filter(hasShape).flatMap((row) =>
    candlePatterns(bars, row).map(({ name, direction }) => ({
      name,
      kind: 'candlestick' as const,
      direction: direction > 0 ? ('bullish' as const) : direction < 0 ? ('bearish' as const) : ('neutral' as const),
      ...dated({ fromRow: row - lengthOf(name) + 1, toRow: row, knownRow: row }),
    })),
  )
  return [...charts, ...candles].sort((a, b) => b.age - a.age)

  function hasShape(row: number): boolean {
    return bars.high[row] - bars.low[row] > LEAST_REACH * bars.close[row]
  }
}

function lengthOf(name: string): number {
  return CANDLE_PATTERNS.find((pattern) => pattern.name === name)?.bars ?? 1
}
