import type { DayNumber, Instant } from '../../core/time.ts'
import type { Calendar } from '../../market/calendar/calendar.ts'
import type { LastingExchange } from '../lasting.ts'
import type { ExchangeOptions, Listing } from '../models.ts'
import type { ExchangeEvent } from '../order.ts'
import type { ExchangeState } from '../state/state.ts'
import { Driver } from './driver.ts'
import type { DriveMarket } from './market.ts'

/** What an exchange that moves with its market is at one moment, as JSON keeps it. */
export interface DrivenState {
  time: Instant
  exchange: ExchangeState
}

export interface DrivenOptions {
  options: ExchangeOptions
  market: DriveMarket
  /** Dates of the account: nights, splits and its equity at the close go by it. Default: the US stock exchanges. */
  calendar?: Calendar
  /** Whether an order that has ended had a client order id; needed after `restoreDriven` only. */
  usedBefore?: (clientOrderId: string) => boolean
  /** Hears the account's equity at each regular close of its calendar, in dollars. */
  closed?: (equity: number, day: DayNumber, at: Instant) => void
}

/** Hears every event at once. `at`: when it happened; in a bar, when the bar was complete. It may submit and cancel while it listens. */
export type DrivenListener = (event: ExchangeEvent, at: Instant) => void

/** An exchange whose time moves forward over a market. */
export interface DrivenExchange {
  /** Orders are sent, canceled and replaced here, with `time` as their instant. */
  readonly exchange: LastingExchange
  /** Everything up to and with this instant has happened. */
  readonly time: Instant
  /**
   * Lets everything happen up to and with an instant: prints meet resting orders in order of time over all symbols, dates begin with
   * splits, dividends, interest and fees, day orders end with their sessions, positions are valued at their last prices. What comes out
   * does not hang on the steps in which time was moved. A call waits for those before it.
   * @throws OpenbellError usage when the instant is past already; whatever the market throws, with `time` where it had come to.
   */
  advance(to: Instant): Promise<void>
  /** Lists a symbol and values it at its last price; answers its index. Before the first order in it. */
  prepare(listing: Listing): Promise<number>
  /** For `restoreDriven`, between two advances. */
  state(): DrivenState
}

/** A new account at an instant. */
export function createDriven(time: Instant, parts: DrivenOptions, listener: DrivenListener): DrivenExchange {
  return new Driver(time, parts, listener, null)
}

/** An exchange that goes on where another one's `state` was taken. */
export function restoreDriven(state: DrivenState, parts: DrivenOptions, listener: DrivenListener): DrivenExchange {
  return new Driver(state.time, parts, listener, state.exchange)
}
