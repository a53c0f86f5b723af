import { DAY, type DayNumber, type Instant } from '../../core/time.ts'
import { dailyOpen, weeklyOpen } from '../../market/bar-times.ts'
import { type Calendar, calendarFor } from '../../market/calendar/calendar.ts'
import { zoneOf } from '../../market/calendar/zone.ts'
import type { Timeframe } from '../../market/timeframe.ts'

/** Finds the trading date that a stamp names, and where a bar of that date is stored. */
export class TradingDates {
  readonly #calendars = new Map<string, Calendar>()
  readonly #opens = new Map<string, Instant>()

  /** Daily and weekly stamps at midnight (UTC or exchange) name a date, whose bar stands at the session's open; all others stay as they are. */
  barOpen(symbol: string, timeframe: Timeframe, stamp: Instant): Instant {
    if (timeframe !== '1d' && timeframe !== '1w') return stamp
    const calendar = this.#calendar(symbol)
    const key = `${calendar.market} ${timeframe} ${stamp}`
    let open = this.#opens.get(key)
    if (open === undefined) {
      const day = midnightDate(stamp, calendar.zone)
      open = day === null ? stamp : timeframe === '1d' ? dailyOpen(calendar, day) : weeklyOpen(calendar, day)
      this.#opens.set(key, open)
    }
    return open
  }

  /** The trading date of a bar's or an action's stamp. */
  tradingDate(symbol: string, stamp: Instant): DayNumber {
    const calendar = this.#calendar(symbol)
    return midnightDate(stamp, calendar.zone) ?? calendar.dateOf(stamp)
  }

  /** The first trading date after a date: the ex-date where only the last date before it is given. */
  next(symbol: string, day: DayNumber): DayNumber {
    return this.#calendar(symbol).next(day)
  }

  #calendar(symbol: string): Calendar {
    let calendar = this.#calendars.get(symbol)
    if (calendar === undefined) {
      calendar = calendarFor(symbol)
      this.#calendars.set(symbol, calendar)
    }
    return calendar
  }
}

/** The date whose midnight this is, in UTC or in the exchange's zone; null at any other time of day. */
export function midnightDate(stamp: Instant, zone: string): DayNumber | null {
  if (stamp % DAY === 0) return stamp / DAY
  const wall = zoneOf(zone).wall(stamp)
  return wall % DAY === 0 ? wall / DAY : null
}
