import { type Instant, MINUTE } from '../../core/time.ts'
import { barClose } from '../../market/bar-times.ts'
import { BAR_COLUMNS, type Bars, createBars, lowerBound, OPTIONAL_COLUMNS, sliceBars } from '../../market/bars.ts'
import type { Calendar } from '../../market/calendar/calendar.ts'
import type { FormingBar, SymbolTape } from '../../market/live/types.ts'
import { resample } from '../../market/resample.ts'
import { TIMEFRAME_MS, type Timeframe } from '../../market/timeframe.ts'

/** Bars that a chart may show at most. */
const MOST = 3000

/**
 * The bars of one symbol in one timeframe for a chart: history, then what the stream made, then the bar that forms. All of them are made anew only when a
 * minute has closed; a repaint makes the last bar alone.
 */
export class ChartBars {
  readonly #timeframe: Timeframe
  readonly #calendar: Calendar
  #head: Bars | null = null
  /** Bars older than the stream's minutes; null until they were read. */
  #history: Bars | null = null
  #minutes = -1

  constructor(timeframe: Timeframe, calendar: Calendar) {
    this.#timeframe = timeframe
    this.#calendar = calendar
  }

  /** Puts older bars before those of the stream. */
  begin(history: Bars): void {
    this.#history = history
    this.#minutes = -1
  }

  /** A closed minute has changed: everything is made anew at the next look. */
  renew(): void {
    this.#head = null
  }

  /** Bars up to now, and whether the last one is not over yet. */
  at({ closed, forming }: SymbolTape, now: Instant): { bars: Bars; forming: boolean } {
    if (closed.length !== this.#minutes || !this.#head) this.#head = this.#rebuild(closed)
    const head = this.#head
    const rows = forming ? this.#form(head, closed, forming) : head.length
    const bars = rows === head.length ? head : { ...head, length: rows }
    return { bars, forming: rows > 0 && barClose(this.#timeframe, bars.time[rows - 1], this.#calendar) > now }
  }

  #rebuild(closed: Bars): Bars {
    this.#minutes = closed.length
    const whole = MOST * Math.min(60, TIMEFRAME_MS[this.#timeframe] / MINUTE)
    const minutes = sliceBars(closed, Math.max(0, closed.length - whole), closed.length)
    return joined(this.#history, resample(minutes, this.#timeframe, this.#calendar, { session: 'all' }))
  }

  /** Makes the last bar of its closed minutes and the one that forms; answers how many bars there are with it. */
  #form(head: Bars, closed: Bars, forming: FormingBar): number {
    const last = head.length - 1
    const isSame = last >= 0 && forming.time < barClose(this.#timeframe, head.time[last], this.#calendar)
    const from = isSame ? lowerBound(closed.time, closed.length, head.time[last]) : closed.length
    const own = resample(withForming(closed, from, forming), this.#timeframe, this.#calendar, { session: 'all' })
    const row = isSame ? last : head.length
    for (const name of [...BAR_COLUMNS, ...OPTIONAL_COLUMNS] as const) {
      const column = head[name]
      if (column) column[row] = own[name]?.[own.length - 1] ?? Number.NaN
    }
    return row + 1
  }
}

/** Closed minutes from a row on, and the one that forms. */
function withForming(closed: Bars, from: number, forming: FormingBar): Bars {
  const rows = closed.length - from
  const bars = createBars(closed, rows + 1, { prints: true, vwap: true })
  for (const name of [...BAR_COLUMNS, ...OPTIONAL_COLUMNS] as const) {
    const column = bars[name]!
    const before = closed[name]
    if (before) column.set(before.subarray(from, closed.length))
    else column.fill(Number.NaN, 0, rows)
    column[rows] = forming[name]
  }
  bars.length = rows + 1
  return bars
}

/** Older bars, then newer ones, the newest `MOST` of them, with room for one more. */
function joined(older: Bars | null, newer: Bars): Bars {
  const before = older === null ? 0 : newer.length === 0 ? older.length : lowerBound(older.time, older.length, newer.time[0])
  const kept = Math.min(before, Math.max(0, MOST - newer.length))
  const bars = createBars(newer, kept + newer.length + 1, { prints: true, vwap: true })
  for (const name of [...BAR_COLUMNS, ...OPTIONAL_COLUMNS] as const) {
    const column = bars[name]!.fill(Number.NaN)
    const old = older?.[name]
    if (old) column.set(old.subarray(before - kept, before))
    column.set(newer[name]?.subarray(0, newer.length) ?? [], kept)
  }
  bars.length = kept + newer.length
  return bars
}
