import { isoDate } from '../../../core/time.ts'
import { calendarFor } from '../../../market/calendar/calendar.ts'
import { isIntraday, parseTimeframe } from '../../../market/timeframe.ts'
import type { ForecastResult } from '../../../operations/forecast/output.ts'
import { rowOfPast } from '../../../operations/forecast/past-row.ts'
import { stamp } from '../format.ts'
import { newYork } from '../new-york.ts'
import type { Fan, FanChart } from './types.ts'

/** What is drawn of an answer; null where it has no history. */
export function chartOf(result: ForecastResult): FanChart | null {
  const { history, points, past, symbol, rows } = result
  if (history.length < 2 || points.length === 0) return null
  const end = history.length - 1
  const texts = [...history, ...points].map((one) => one.time)
  return {
    line: history.map((one) => one.value),
    fan: fanOf(points, end),
    past: past.flatMap((one) => {
      const at = rowOfPast(history, one)
      return at === null ? [] : [fanOf(one.points, at)]
    }),
    symbol,
    when: (index) => {
      const time = texts[index] ?? null
      if (time !== null) return timeText(result, time)
      return index > end ? `+${index - end}` : `row ${rows - end + index}`
    },
  }
}

/** A bar's exchange date, or its time in New York where bars are shorter than a day; a file's times as they are. */
export function timeText({ symbol, timeframe }: Pick<ForecastResult, 'symbol' | 'timeframe'>, time: string | null): string {
  if (time === null) return 'n/a'
  if (timeframe === null) return time.includes('T00:00:00') ? time.slice(0, 10) : stamp(time)
  if (isIntraday(parseTimeframe(timeframe))) return newYork(time).slice(5, 16)
  return isoDate(calendarFor(symbol).dateOf(Date.parse(time)))
}

function fanOf(points: readonly { value: number; bands: ForecastResult['points'][number]['bands'] }[], at: number): Fan {
  const edges = (pick: 'low' | 'high', i: number) => points.map((one) => one.bands[i][pick])
  const bands = (points[0]?.bands ?? []).map(({ level }, i) => ({ level, low: edges('low', i), high: edges('high', i) }))
  return { at, median: points.map((one) => one.value), bands }
}
