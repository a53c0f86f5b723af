import type { DayNumber, Instant } from '../../core/time.ts'
import type { CorporateAction } from '../../market/actions.ts'
import type { Bars, Column } from '../../market/bars.ts'
import type { Calendar } from '../../market/calendar/calendar.ts'

/** Prints as matching needs them, ascending in time (`Prints` of the market part is one). */
export interface Tape {
  readonly length: number
  readonly time: Column
  readonly price: Column
  readonly size: Column
}

/** A price somebody paid. */
export interface LastPrice {
  price: number
  time: Instant
}

/** The market that drives an exchange. Ranges of time are `[from, to)`, of dates `[from, to]`; prices are as they were traded. */
export interface DriveMarket {
  /** Null where there is no tape of the symbol: then bars are asked for. */
  prints(symbol: string, from: Instant, to: Instant): Promise<Tape | null>
  /** One-minute bars that open in the range, asked for where there is no tape; null when there are none. */
  bars(symbol: string, from: Instant, to: Instant): Promise<Bars | null>
  /**
   * Until when, inside a range, no print lies at or under `floor` and none at or over `ceiling`; `from` when it cannot say. Only markets whose
   * bars and prints agree have it: then days in which nothing can happen need no tape.
   */
  quietUntil?(symbol: string, from: Instant, to: Instant, floor: number, ceiling: number): Promise<Instant>
  /** The last price at or before an instant; null when there is none. */
  last(symbol: string, at: Instant): Promise<LastPrice | null>
  /** Splits and dividends by ex-date. */
  actions(symbol: string, from: DayNumber, to: DayNumber): Promise<readonly CorporateAction[]>
  calendar(symbol: string): Calendar
}
