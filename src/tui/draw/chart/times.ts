import { HOUR, MINUTE, SECOND } from '../../../core/time.ts'
import type { Bars } from '../../../market/bars.ts'
import { calendarFor } from '../../../market/calendar/calendar.ts'
import { newYork, newYorkClock, newYorkDay } from '../../../market/calendar/new-york.ts'
import { isIntraday } from '../../../market/timeframe.ts'
import { day, month } from '../numbers.ts'
import type { Candles } from './candles.ts'

/** A label under the chart. */
export interface TimeMark {
  slot: number
  text: string
  /** A new date (of daily bars a new year): drawn louder. */
  turn: boolean
  /** Which goes where two have no room: a date before the date of what is left of it, both before a time. */
  rank: number
}

const STEPS = [5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR]
/** Cells from the beginning of one label to the next. */
const APART = 9

/** Labels of the time axis in New York time: round times, and each date where it begins. */
export function timeMarks(candles: Candles, bars: Bars): TimeMark[] {
  if (candles.length === 0) return []
  return isIntraday(bars.timeframe) ? intradayMarks(candles, bars) : dateMarks(candles, bars)
}

/** Slots with which a session or a part of it begins: a line is drawn there. */
export function sessionTurns(candles: Candles, bars: Bars): number[] {
  if (!isIntraday(bars.timeframe) || candles.length === 0) return []
  const calendar = calendarFor(bars.symbol)
  const found: number[] = []
  let at = calendar.at(bars.time[candles.from[0]])
  for (let slot = 1; slot < candles.length; slot++) {
    const time = bars.time[candles.from[slot]]
    if (time < at.to) continue
    const now = calendar.at(time)
    if (now.phase !== at.phase || now.session !== at.session) found.push(slot)
    at = now
  }
  return found
}

/** Slots with which a new date begins, the first one shown left out. */
function newDates(candles: Candles, bars: Bars): number[] {
  if (!isIntraday(bars.timeframe)) return []
  const found: number[] = []
  for (let slot = 1; slot < candles.length; slot++) {
    const [before, now] = [bars.time[candles.from[slot - 1]], bars.time[candles.from[slot]]]
    if (newYorkDay(before) !== newYorkDay(now)) found.push(slot)
  }
  return found
}

function intradayMarks(candles: Candles, bars: Bars): TimeMark[] {
  const dates = new Set([0, ...newDates(candles, bars)])
  const perSlot = barMs(candles, bars)
  const least = (APART / candles.spacing) * perSlot
  const step = STEPS.find((one) => one >= least) ?? Number.POSITIVE_INFINITY
  const marks: TimeMark[] = []
  for (let slot = 0; slot < candles.length; slot++) {
    const at = bars.time[candles.from[slot]]
    if (dates.has(slot)) {
      push(marks, candles, { slot, text: day(at), turn: true, rank: slot === 0 ? 1 : 2 })
    } else if (crosses(bars.time[candles.from[slot - 1]], at, step)) {
      push(marks, candles, { slot, text: newYorkClock(at), turn: false, rank: 0 })
    }
  }
  return marks
}

/** True when a round time lies after `before` and not after `at`, on New York's clock. */
function crosses(before: number, at: number, step: number): boolean {
  if (!Number.isFinite(step)) return false
  return Math.floor(newYork.wall(at) / step) !== Math.floor(newYork.wall(before) / step)
}

function barMs(candles: Candles, bars: Bars): number {
  let least = Number.POSITIVE_INFINITY
  for (let slot = 1; slot < candles.length; slot++) {
    const gap = bars.time[candles.from[slot]] - bars.time[candles.from[slot - 1]]
    if (gap >= SECOND && gap < least) least = gap
  }
  return Number.isFinite(least) ? least : MINUTE
}

function dateMarks(candles: Candles, bars: Bars): TimeMark[] {
  const marks: TimeMark[] = []
  let before = ''
  for (let slot = 0; slot < candles.length; slot++) {
    const text = month(bars.time[candles.from[slot]])
    if (text !== before) push(marks, candles, { slot, text, turn: /^\d/.test(text), rank: slot === 0 ? 0 : 1 })
    before = text
  }
  return marks
}

function push(marks: TimeMark[], candles: Candles, mark: TimeMark): void {
  const last = marks.at(-1)
  const room = last ? (mark.slot - last.slot) * candles.spacing - last.text.length : Number.POSITIVE_INFINITY
  if (room >= 2) marks.push(mark)
  else if (last && mark.rank > last.rank) {
    marks.pop()
    push(marks, candles, mark)
  }
}
