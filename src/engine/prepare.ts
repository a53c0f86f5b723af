import type { DayNumber, Instant } from '../core/time.ts'
import { barClose } from '../market/bar-times.ts'
import { type Bars, column } from '../market/bars.ts'
import { type Calendar, calendarFor, type PhaseAt } from '../market/calendar/calendar.ts'
import { isIntraday, TIMEFRAME_MS } from '../market/timeframe.ts'
import type { PreparedSeries } from './types.ts'

/** No exchange turns its date, and none of its clocks changes, inside a half hour of UTC. */
const HALF_HOUR = 1_800_000

/** What the loop needs of bars beside their columns: when each is known, and its exchange date. Made once, shared by many runs. */
export function prepareSeries(bars: Bars): PreparedSeries {
  const calendar = calendarFor(bars.symbol)
  const closeTime = column(bars.length)
  const day = new Int32Array(new SharedArrayBuffer(bars.length * 4))
  if (isIntraday(bars.timeframe)) fillIntraday(bars, calendar, closeTime, day)
  else fillDated(bars, calendar, closeTime, day)
  return { bars, calendar, closeTime, day }
}

/** One look into the calendar a stretch of a session, not a bar: a million minutes would take seconds otherwise. */
function fillIntraday(bars: Bars, calendar: Calendar, closeTime: Float64Array, day: Int32Array): void {
  const length = TIMEFRAME_MS[bars.timeframe]
  const { time } = bars
  let at: PhaseAt | null = null
  let ends: Instant | null = null
  let date: DayNumber | null = null
  let block = Number.NaN
  for (let i = 0; i < bars.length; i++) {
    const open = time[i]
    if (at === null || open < at.from || open >= at.to) {
      at = calendar.at(open)
      ends = at.phase === 'regular' ? at.session!.regular!.close : at.phase === 'post' ? at.session!.post!.close : null
      date = at.session?.day ?? null
    }
    // Only the last bar of a stretch can be cut by its end: that one is asked for, the others are plain.
    closeTime[i] = ends !== null && open + length > ends ? barClose(bars.timeframe, open, calendar) : open + length
    if (date !== null) {
      day[i] = date
      continue
    }
    const now = Math.floor(open / HALF_HOUR)
    day[i] = now === block ? day[i - 1] : calendar.dateOf(open)
    block = now
  }
}

/** Daily and weekly bars. A week is known, and dated, at its last session: what is decided on it is decided then. */
function fillDated(bars: Bars, calendar: Calendar, closeTime: Float64Array, day: Int32Array): void {
  const weekly = bars.timeframe === '1w'
  for (let i = 0; i < bars.length; i++) {
    closeTime[i] = barClose(bars.timeframe, bars.time[i], calendar)
    day[i] = calendar.dateOf(weekly ? closeTime[i] - 1 : bars.time[i])
  }
}
