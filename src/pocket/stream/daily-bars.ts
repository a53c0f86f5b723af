import type { DayNumber } from '../../core/time.ts'
import { newYorkDay, newYorkMidnight } from '../../market/calendar/new-york.ts'
import type { Calendar } from '../../market/calendar/session.ts'
import { sumBars } from '../source-bars.ts'
import type { WireBar } from '../wire.ts'
import type { TapeReader } from './tape-reader.ts'

const MINUTE_MS = 60_000

/** The daily bars as they grow: the regular session's minutes so far, added up once each. */
export interface DailyBars {
  /** The daily bar after each of a symbol's minutes; null for a minute outside the regular session. Minutes must come in order. */
  after(symbol: string, minutes: readonly WireBar[], signal: AbortSignal): Promise<(WireBar | null)[]>
}

export function createDailyBars(calendar: Calendar, reader: TapeReader): DailyBars {
  const sums = new Map<string, { day: DayNumber; bar: WireBar; upTo: number }>()
  const add = async (symbol: string, minute: WireBar, signal: AbortSignal): Promise<WireBar | null> => {
    const day = newYorkDay(minute.at)
    const regular = calendar.day(day).regular
    if (!regular || minute.at < regular.open || minute.at >= regular.close) return null
    const known = sums.get(symbol)
    const gap = known?.day !== day || known.upTo !== minute.at
    // Minutes that passed before anybody listened are read once.
    const earlier =
      known?.day === day && !gap
        ? [known.bar]
        : await reader.minutes(symbol, { from: regular.open + MINUTE_MS - 1, to: minute.at }, signal)
    const bar = sumBars(newYorkMidnight(day), [...earlier, minute])
    sums.set(symbol, { day, bar, upTo: minute.at + MINUTE_MS })
    return bar
  }
  return {
    async after(symbol, minutes, signal) {
      const list: (WireBar | null)[] = []
      for (const minute of minutes) list.push(await add(symbol, minute, signal))
      return list
    },
  }
}
