import { DAY, type DayNumber, type Instant } from '../../../core/time.ts'
import { barClose, isoMonday, weeklyOpen } from '../../../market/bar-times.ts'
import { type Bars, lowerBound } from '../../../market/bars.ts'
import type { Calendar, SessionDay } from '../../../market/calendar/calendar.ts'
import { isIntraday, TIMEFRAME_MS, type Timeframe } from '../../../market/timeframe.ts'

/** What to have of a series in the store. */
export interface FetchRequest {
  symbol: string
  timeframe: Timeframe
  /** Trading dates, both included. */
  first: DayNumber
  last: DayNumber
  asOf: Instant
}

/** What is fetched or not as one: a trading date, or a week of them for 1w. */
export interface Unit {
  /** Bars of the unit open in `[from, to)`. */
  from: Instant
  to: Instant
  /** Every bar of it had closed by the as-of, so that its answer will not change. */
  complete: boolean
  /** The regular session, where its bars can be counted. */
  regular: { open: Instant; close: Instant }
  /** Bars of an unbroken regular session. */
  expected: number
}

/** Units that touch the trading dates `[first, last]` and had begun by the as-of, ascending. */
export function wantedUnits(calendar: Calendar, timeframe: Timeframe, first: DayNumber, last: DayNumber, asOf: Instant): Unit[] {
  const units: Unit[] = []
  const step = timeframe === '1w' ? 7 : 1
  for (let day = timeframe === '1w' ? isoMonday(first) : first; day <= last; day += step) {
    const unit = timeframe === '1w' ? weekUnit(calendar, day, asOf) : dayUnit(calendar.day(day), timeframe, asOf)
    if (unit && unit.from < asOf) units.push(unit)
  }
  return units
}

function dayUnit({ pre, regular, post }: SessionDay, timeframe: Timeframe, asOf: Instant): Unit | null {
  if (!regular) return null
  if (!isIntraday(timeframe)) {
    return { from: regular.open, to: regular.close, complete: asOf >= regular.close, regular, expected: 1 }
  }
  const from = pre?.open ?? regular.open
  const to = post?.close ?? regular.close
  const expected = Math.ceil((regular.close - regular.open) / TIMEFRAME_MS[timeframe])
  return { from, to, complete: asOf >= to, regular, expected }
}

function weekUnit(calendar: Calendar, monday: DayNumber, asOf: Instant): Unit {
  const from = weeklyOpen(calendar, monday)
  const to = barClose('1w', from, calendar)
  return { from, to, complete: asOf >= to, regular: { open: from, close: to }, expected: 1 }
}

/**
 * Units neither asked for before nor stored in full. Only a unit without extended hours can be counted against the calendar:
 * how many minutes of pre-market and after-hours trade, nobody knows before.
 */
export function missingUnits(units: Unit[], stored: Bars | null, fetched: { from: Instant; to: Instant }[]): Unit[] {
  return units.filter((unit) => {
    if (fetched.some((range) => range.from <= unit.from && range.to >= unit.to)) return false
    const { open, close } = unit.regular
    if (!stored || unit.from < open || unit.to > close) return true
    return lowerBound(stored.time, stored.length, close) - lowerBound(stored.time, stored.length, open) < unit.expected
  })
}

/** Units a request may hold: few enough rows that an interruption costs little, many enough that requests are worth making. */
const SLICE_UNITS: Record<Timeframe, number> = { '1m': 5, '5m': 20, '15m': 40, '30m': 60, '1h': 120, '1d': 1500, '1w': 1000 }

/** Runs of missing units that follow each other without a gap, none too long. */
export function slices(units: Unit[], missing: Unit[], timeframe: Timeframe): Unit[][] {
  const wanted = new Set(missing)
  const runs: Unit[][] = []
  let open = false
  for (const unit of units) {
    const last = runs.at(-1)
    if (!wanted.has(unit)) open = false
    else if (open && last && last.length < SLICE_UNITS[timeframe]) last.push(unit)
    else {
      runs.push([unit])
      open = true
    }
  }
  return runs
}

/** Where the answer for a unit ends: the start of the next one, so that notes of neighbours join; between them the market is closed. */
export function answeredUntil(unit: Unit, units: Unit[]): Instant {
  const next = units[units.indexOf(unit) + 1]
  return next && next.from - unit.to < 7 * DAY ? next.from : unit.to
}
