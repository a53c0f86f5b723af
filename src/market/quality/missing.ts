import type { Instant } from '../../core/time.ts'
import { isoMonday } from '../bar-times.ts'
import type { Bars } from '../bars.ts'
import type { Calendar } from '../calendar/calendar.ts'
import { isIntraday, TIMEFRAME_MS } from '../timeframe.ts'
import { opensOf } from './expected.ts'

/** Expected bars in a row that are not there: opens of the first and the last of them, and how many. */
export interface Gap {
  from: Instant
  to: Instant
  bars: number
}

export interface Coverage {
  expected: number
  present: number
  gaps: Gap[]
}

/**
 * Compares bars with the calendar, from the first bar to the last: every regular intraday bar, every trading date, every week with a
 * session. Pre-market and after-hours bars are neither expected nor held against the series.
 */
export function coverageOf(bars: Bars, calendar: Calendar): Coverage {
  const coverage: Coverage = { expected: 0, present: 0, gaps: [] }
  let row = 0
  let gap: Gap | null = null
  for (const open of expectedOpens(bars, calendar)) {
    coverage.expected++
    while (row < bars.length && bars.time[row] < open) row++
    if (bars.time[row] === open) {
      coverage.present++
      gap = null
    } else if (gap) Object.assign(gap, { to: open, bars: gap.bars + 1 })
    else {
      gap = { from: open, to: open, bars: 1 }
      coverage.gaps.push(gap)
    }
  }
  return coverage
}

/** Opens that the calendar expects from the first bar to the last, ascending, on the grid of the bars themselves. None of no bars. */
export function* expectedOpens(bars: Bars, calendar: Calendar): Iterable<Instant> {
  if (bars.length === 0) return
  const [first, last] = [bars.time[0], bars.time[bars.length - 1]]
  const offset = isIntraday(bars.timeframe) ? gridOffset(bars, calendar) : 0
  const start = calendar.dateOf(first) - (bars.timeframe === '1w' ? 7 : 1)
  const end = calendar.dateOf(last)
  for (let day = calendar.next(start); day <= end; day = calendar.next(day)) {
    for (const open of opensOf(calendar, bars.timeframe, day, offset)) if (open >= first && open <= last) yield open
  }
}

/** How far most regular bars stand from the session's own grid: 0, or 30 minutes for clock-aligned hours. */
function gridOffset(bars: Bars, calendar: Calendar): number {
  const length = TIMEFRAME_MS[bars.timeframe]
  const counts = new Map<number, number>()
  for (let i = 0; i < bars.length; i++) {
    const { phase, session } = calendar.at(bars.time[i])
    if (phase !== 'regular') continue
    const offset = (bars.time[i] - session!.regular!.open) % length
    counts.set(offset, (counts.get(offset) ?? 0) + 1)
  }
  let best = 0
  for (const [offset, count] of counts) if (count > (counts.get(best) ?? 0)) best = offset
  return best
}

/** Stored bars that lie in no session of the calendar: trades on a holiday, stamps in a wrong zone. */
export function outsideSessions(bars: Bars, calendar: Calendar): Instant[] {
  const found: Instant[] = []
  for (let i = 0; i < bars.length; i++) {
    const time = bars.time[i]
    if (!isInside(bars, time, calendar)) found.push(time)
  }
  return found
}

function isInside(bars: Bars, time: Instant, calendar: Calendar): boolean {
  if (isIntraday(bars.timeframe)) {
    // A clock-aligned hour may open before the session it tells of.
    const end = time + TIMEFRAME_MS[bars.timeframe] - 1
    return calendar.at(time).phase !== 'closed' || calendar.at(end).phase !== 'closed'
  }
  const day = calendar.dateOf(time)
  if (bars.timeframe === '1d') return calendar.day(day).regular !== null
  return calendar.next(isoMonday(day) - 1) < isoMonday(day) + 7
}
