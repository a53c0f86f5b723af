import { type Bars, createBars } from '../../market/bars.ts'
import type { Timeframe } from '../../market/timeframe.ts'
import type { DailySeries } from './daily.ts'
import { createLevels, levelsVwap, minuteLevels } from './levels.ts'
import type { Profile } from './listing.ts'
import type { DayMinutes } from './minutes.ts'
import { type Key, Stream } from './random.ts'
import type { Schedule } from './schedule.ts'
import { UNITS } from './tick.ts'

/** Source and feed of everything simulated. */
export const SIMULATED = 'simulated'

const head = (profile: Profile, timeframe: Timeframe) => ({
  symbol: profile.symbol,
  timeframe,
  source: SIMULATED,
  feed: SIMULATED,
})

/** Rows `[from, to)` of a day as one-minute bars in dollars, with prints and vwap. */
export function minuteBars(profile: Profile, key: Key, day: DayMinutes, from: number, to: number): Bars {
  const bars = createBars(head(profile, '1m'), to - from, { prints: true, vwap: true })
  const levels = createLevels()
  const stream = new Stream()
  bars.length = to - from
  for (let row = from; row < to; row++) {
    const i = row - from
    bars.time[i] = day.time[row]
    bars.open[i] = day.open[row] / UNITS
    bars.high[i] = day.high[row] / UNITS
    bars.low[i] = day.low[row] / UNITS
    bars.close[i] = day.close[row] / UNITS
    bars.volume[i] = day.volume[row]
    bars.prints![i] = day.prints[row]
    minuteLevels(stream, key, day, row, profile.tick, levels)
    bars.vwap![i] = levelsVwap(levels)
  }
  return bars
}

/**
 * Trading dates `[from, to)` as daily bars, named by the regular open. They come from the daily series alone, no minute is drawn for them;
 * so they have no vwap, which only the minutes decide.
 */
export function dailyBars(schedule: Schedule, series: DailySeries, from: number, to: number): Bars {
  const bars = createBars(head(series.profile, '1d'), to - from, { prints: true })
  bars.length = to - from
  for (let index = from; index < to; index++) {
    const i = index - from
    bars.time[i] = schedule.session(index).regular!.open
    bars.open[i] = series.open[index] / UNITS
    bars.high[i] = series.high[index] / UNITS
    bars.low[i] = series.low[index] / UNITS
    bars.close[i] = series.close[index] / UNITS
    bars.volume[i] = series.volume[index]
    bars.prints![i] = series.prints[index]
  }
  return bars
}

/** Bars of one symbol and timeframe put end to end; `parts` ascending. */
export function joinBars(profile: Profile, timeframe: Timeframe, parts: Bars[]): Bars {
  if (parts.length === 1) return parts[0]
  const withVwap = parts.every((part) => part.vwap !== null)
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  const bars = createBars(head(profile, timeframe), length, { prints: true, vwap: withVwap })
  for (const part of parts) {
    for (const name of ['time', 'open', 'high', 'low', 'close', 'volume', 'prints', 'vwap'] as const) {
      const column = part[name]
      if (column) bars[name]?.set(column.subarray(0, part.length), bars.length)
    }
    bars.length += part.length
  }
  return bars
}
