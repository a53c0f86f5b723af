import { OpenbellError } from '../core/errors.ts'
import type { Instant } from '../core/time.ts'
import { isoMonday, reachesIntoRegular, regularOnly, weeklyOpen } from './bar-times.ts'
import { type Bars, createBars } from './bars.ts'
import type { Calendar, PhaseAt } from './calendar/calendar.ts'
import { isIntraday, TIMEFRAME_MS, type Timeframe } from './timeframe.ts'

export interface ResampleOptions {
  /** `regular` leaves pre-market and after-hours rows out; daily and weekly bars never hold them. */
  session: 'all' | 'regular'
}

/** Rows of the finer series that make one bar: `[from, to)`, named `time`. */
interface Group {
  time: Instant
  from: number
  to: number
}

/**
 * Coarser bars out of finer ones. Intraday bars stand on the grid of their phase (09:30, 10:30 ... for 1h; pre-market from 04:00) and never
 * cross a phase or a session; rows outside every session stand on the clock's grid. 1d is made of regular-session rows only, 1w of such days.
 * Volume and prints are sums, vwap is weighted by volume and NaN where a traded row has none. The last bar may be unfinished: see closedCount.
 */
export function resample(bars: Bars, timeframe: Timeframe, calendar: Calendar, options: ResampleOptions): Bars {
  if (TIMEFRAME_MS[bars.timeframe] > TIMEFRAME_MS[timeframe]) {
    throw new OpenbellError('usage', `${bars.symbol}: ${timeframe} bars cannot be made of ${bars.timeframe} bars`)
  }
  if (timeframe === bars.timeframe) return options.session === 'regular' ? regularOnly(bars, calendar) : bars
  if (isIntraday(timeframe)) {
    const source = options.session === 'regular' ? regularOnly(bars, calendar) : bars
    return fold(source, timeframe, intradayGroups(source, timeframe, calendar))
  }
  const daily = isIntraday(bars.timeframe) ? fold(bars, '1d', dailyGroups(bars, calendar)) : bars
  return timeframe === '1d' ? daily : fold(daily, '1w', weeklyGroups(daily, calendar))
}

function intradayGroups(bars: Bars, timeframe: Timeframe, calendar: Calendar): Group[] {
  const length = TIMEFRAME_MS[timeframe]
  const groups: Group[] = []
  let at: PhaseAt | null = null
  let grid = 0
  let floor = 0
  for (let i = 0; i < bars.length; i++) {
    const time = bars.time[i]
    if (!at || time >= at.to || time < at.from) {
      at = calendar.at(time)
      const open = phaseOpen(calendar, at, time)
      grid = open ?? 0
      // A bar of rows outside every session may not begin inside the session before it.
      floor = open ?? at.from
    }
    extend(groups, Math.max(floor, grid + Math.floor((time - grid) / length) * length), i)
  }
  return groups
}

/** Where the grid of an instant's phase begins; a halt belongs to its session; null outside every session. */
function phaseOpen(calendar: Calendar, at: PhaseAt, time: Instant): Instant | null {
  if (at.phase !== 'closed') return at.session![at.phase]!.open
  const { regular } = calendar.day(calendar.dateOf(time))
  return regular && time >= regular.open && time < regular.close ? regular.open : null
}

/** Rows of each regular session, named by its open. Needs the rows in order; those of other phases may lie between. */
function dailyGroups(bars: Bars, calendar: Calendar): Group[] {
  const groups: Group[] = []
  let at: PhaseAt | null = null
  for (let i = 0; i < bars.length; i++) {
    const time = bars.time[i]
    if (!at || time >= at.to || time < at.from) at = calendar.at(time)
    if (at.phase === 'regular' || reachesIntoRegular(bars, i, at)) extend(groups, at.session!.regular!.open, i)
  }
  return groups
}

function weeklyGroups(daily: Bars, calendar: Calendar): Group[] {
  const groups: Group[] = []
  let monday = Number.NaN
  let open = 0
  for (let i = 0; i < daily.length; i++) {
    const day = calendar.dateOf(daily.time[i])
    if (isoMonday(day) !== monday) {
      monday = isoMonday(day)
      open = weeklyOpen(calendar, day)
    }
    extend(groups, open, i)
  }
  return groups
}

function extend(groups: Group[], time: Instant, row: number): void {
  const last = groups.at(-1)
  if (last && last.time === time) last.to = row + 1
  else groups.push({ time, from: row, to: row + 1 })
}

function fold(bars: Bars, timeframe: Timeframe, groups: Group[]): Bars {
  const made = createBars({ ...bars, timeframe }, groups.length, { prints: bars.prints !== null, vwap: bars.vwap !== null })
  made.length = groups.length
  for (let g = 0; g < groups.length; g++) foldGroup(bars, groups[g], made, g)
  return made
}

function foldGroup(bars: Bars, { time, from, to }: Group, made: Bars, row: number): void {
  let high = bars.high[from]
  let low = bars.low[from]
  let volume = 0
  for (let i = from; i < to; i++) {
    if (bars.high[i] > high) high = bars.high[i]
    if (bars.low[i] < low) low = bars.low[i]
    volume += bars.volume[i]
  }
  made.time[row] = time
  made.open[row] = bars.open[from]
  made.high[row] = high
  made.low[row] = low
  made.close[row] = bars.close[to - 1]
  made.volume[row] = volume
  if (bars.prints && made.prints) made.prints[row] = sum(bars.prints, from, to)
  if (bars.vwap && made.vwap) made.vwap[row] = weightedMean(bars.vwap, bars.volume, from, to)
}

function sum(values: Float64Array<ArrayBufferLike>, from: number, to: number): number {
  let total = 0
  for (let i = from; i < to; i++) total += values[i]
  return total
}

function weightedMean(
  values: Float64Array<ArrayBufferLike>,
  weights: Float64Array<ArrayBufferLike>,
  from: number,
  to: number,
): number {
  let total = 0
  let weight = 0
  for (let i = from; i < to; i++) {
    if (weights[i] === 0) continue
    total += values[i] * weights[i]
    weight += weights[i]
  }
  return total / weight
}
