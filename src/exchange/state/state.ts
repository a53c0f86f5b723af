import type { DayNumber, Instant } from '../../core/time.ts'
import type { CorporateAction } from '../../market/actions.ts'
import type { ExchangeTotals } from '../exchange.ts'
import type { Listing } from '../models.ts'
import type { Order } from '../order.ts'

export const STATE_VERSION = 1

/** What an exchange is at one moment, as JSON keeps it: numbers that are none (NaN, no time yet) are null. Money in whole millionths. */
export interface ExchangeState {
  version: typeof STATE_VERSION
  day: DayNumber | null
  nextOrder: number
  nextExecution: number
  cashMicros: number
  /** Proceeds that have not settled (cash accounts only). */
  unsettled: { day: DayNumber; micros: number }[]
  dayTrades: { days: DayNumber[]; equityAtDayStart: number | null }
  /** Corporate actions that are scheduled and not yet due. */
  actions: CorporateAction[]
  totals: ExchangeTotals
  books: BookState[]
}

export interface BookState {
  listing: Listing
  shares: number
  averagePrice: number | null
  mark: number | null
  lastPrint: Instant | null
  openedDay: DayNumber | null
  openedCounted: boolean
  halts: { from: Instant; to: Instant; reason: string }[]
  resting: RestingState[]
}

export interface RestingState {
  order: Order
  liveFrom: Instant
  barsMet: number
  day: DayNumber
  triggered: boolean
  marketable: boolean
  best: number | null
  bornInside: Instant | null
  /** Order ids of the live legs. */
  stopLeg: number | null
  targetLeg: number | null
}
