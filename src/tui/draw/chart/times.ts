import { HOUR, MINUTE, SECOND } from '../../../core/time.ts'
import type { Bars } from '../../../market/bars.ts'
import { newYork, newYorkDay } from '../../../market/calendar/new-york.ts'
import { isIntraday } from '../../../market/timeframe.ts'
import { day, minute, month } from '../numbers.ts'
import type { Candles } from './candles.ts'

/** A label under the chart. */
export interface TimeMark {
  slot: number
  text: string
  /** A new date (of daily bars a new year): drawn louder. */
  turn: boolean
}

const STEPS = [5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR]
/** Cells from the beginning of one label to the next. */
const APART = 9

/** Labels of the time axis in New York time: round times, and each date where it begins. */
export function timeMarks(candles: Candles, bars: Bars): TimeMark[] {
  if (candles.length === 0) return []
  return isIntraday(bars.timeframe) ? intradayMarks(candles, bars) : dateMarks(candles, bars)
}

/** Slots with which a new date begins, the first one shown left out. */
export function newDates(candles: Candles, bars: Bars): number[] {
  if (!isIntraday(bars.timeframe)) return []
  const found: number[] = []
  for (let slot = 1; slot < candles.length; slot++) {
    const [before, now] = [bars.time[candles.from[slot - 1]], bars.time[candles.from[slot]]]
    // Asking for a date is dear; nothing within minutes of the bar before is a new one unless midnight lies between.
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
      push(marks, candles, { slot, text: day(at), turn: true })
    } else if (crosses(bars.time[candles.from[slot - 1]], at, step)) {
      push(marks, candles, { slot, text: minute(at), turn: false })
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
    if (text !== before) push(marks, candles, { slot, text, turn: /^\d/.test(text) })
    before = text
  }
  return marks
}

/** A date goes before a time where both have no room; otherwise whoever is first stays. */
function push(marks: TimeMark[], { spacing }: Candles, mark: TimeMark): void {
  const last = marks.at(-1)
  const room = last ? (mark.slot - last.slot) * spacing - last.text.length : Number.POSITIVE_INFINITY
  if (room >= 2) marks.push(mark)
  else if (mark.turn && !last?.turn) {
    marks.pop()
    push(marks, { spacing } as Candles, mark)
  }
}
