import { barClose } from '../../../market/bar-times.ts'
import type { Span } from '../../../market/calendar/calendar.ts'
import { isIntraday, TIMEFRAME_MS } from '../../../market/timeframe.ts'
import type { IndicatorSource } from '../spec.ts'
import { tradingDate } from './trading-date.ts'

/** What is known, at a row, of the regular session of its trading date and of the session before. Plain numbers; NaN = nothing yet. */
export interface SessionState {
  date: number
  /** Regular bars so far, and their prices. */
  bars: number
  open: number
  high: number
  low: number
  close: number
  /** The same of the last session that had regular bars. */
  highBefore: number
  lowBefore: number
  closeBefore: number
  /** An hour that began before the open and reaches into the session; its end is NaN when there is none. */
  heldEnd: number
  heldOpen: number
  heldHigh: number
  heldLow: number
  heldClose: number
}

const N = Number.NaN

/** The state before the first bar: nothing is known. */
export function startSession(): SessionState {
  const before = { highBefore: N, lowBefore: N, closeBefore: N }
  const held = { heldEnd: N, heldOpen: N, heldHigh: N, heldLow: N, heldClose: N }
  return { date: N, bars: 0, open: N, high: N, low: N, close: N, ...before, ...held }
}

/** Turns to the trading date of a row, before the row itself counts; true when this row shows that the hour before it counts too. */
export function enterRow(state: SessionState, source: IndicatorSource, row: number): boolean {
  const date = tradingDate(source, row, state.date)
  if (date !== state.date) turnPage(state, date)
  // Clock-aligned feeds have an hour from 09:00 to 10:00, others cut it at the open. Only the next bar tells which it was, so until then
  // that hour counts as pre-market.
  const counts = source.bars.time[row] === state.heldEnd
  if (counts) add(state, state.heldOpen, state.heldHigh, state.heldLow, state.heldClose)
  state.heldEnd = N
  return counts
}

/** Counts the row when it is a regular bar. */
export function countRow(state: SessionState, { bars, calendar }: IndicatorSource, row: number): void {
  const time = bars.time[row]
  const at = isIntraday(bars.timeframe) ? calendar.at(time) : null
  if (!at || at.phase === 'regular') {
    add(state, bars.open[row], bars.high[row], bars.low[row], bars.close[row])
    return
  }
  const end = time + TIMEFRAME_MS[bars.timeframe]
  if (at.phase !== 'pre' || end <= at.to) return
  state.heldEnd = end
  state.heldOpen = bars.open[row]
  state.heldHigh = bars.high[row]
  state.heldLow = bars.low[row]
  state.heldClose = bars.close[row]
}

/** When the row closes, and the regular hours of its session (of a weekly bar, from the week's first open to its close); null between sessions. */
export function hoursOf({ bars, calendar }: IndicatorSource, row: number): { close: number; regular: Span } | null {
  const time = bars.time[row]
  const close = barClose(bars.timeframe, time, calendar)
  if (isIntraday(bars.timeframe)) {
    const regular = calendar.at(time).session?.regular
    return regular ? { close, regular } : null
  }
  const day = calendar.dateOf(time)
  return { close, regular: { open: (calendar.day(day).regular ?? calendar.nominal(day)).open, close } }
}

function turnPage(state: SessionState, date: number): void {
  state.date = date
  state.heldEnd = N
  if (state.bars === 0) return
  state.highBefore = state.high
  state.lowBefore = state.low
  state.closeBefore = state.close
  state.bars = 0
  state.open = state.high = state.low = state.close = N
}

function add(state: SessionState, open: number, high: number, low: number, close: number): void {
  if (state.bars === 0) {
    state.open = open
    state.high = high
    state.low = low
  } else {
    state.high = Math.max(state.high, high)
    state.low = Math.min(state.low, low)
  }
  state.bars++
  state.close = close
}
