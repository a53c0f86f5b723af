import type { DayNumber, Instant } from '../core/time.ts'
import type { CorporateAction } from '../market/actions.ts'
import type { Bars, Column } from '../market/bars.ts'
import type { Calendar } from '../market/calendar/calendar.ts'
import type { Side } from '../market/orders.ts'
import type { ExchangeOptions, Listing } from './models.ts'
import type { Order, OrderChanges, OrderRequest } from './order.ts'

/**
 * A stretch of bars whose prices were multiplied by `ratio` (and whose volumes were divided by it), because splits came later: a bar at 0.15
 * with a ratio of 1/112 was traded at 16.80. Half a tick, a fee a share and a cap go by what was traded. Counts of shares and whole-share
 * rounding stay those of the bars, the shares after the splits.
 */
export interface AsTraded {
  /** First instant that is no longer in the stretch. */
  before: Instant
  ratio: number
}

/** One listing's bars with what matching needs of them (the engine's `PreparedSeries` is one). */
export interface MatchedSeries {
  bars: Bars
  calendar: Calendar
  /** When each bar is complete, epoch ms. */
  closeTime: Column
  /** Exchange date of each bar. */
  day: Int32Array
  /** Ascending; a bar belongs to the first stretch that ends after it opens, one after them all is as traded. Absent: all are. */
  asTraded?: readonly AsTraded[]
}

/** Finer bars inside `[from, to)` of a bar that is ambiguous; null when there are none. */
export type FinerBars = (symbol: string, from: Instant, to: Instant) => Bars | null

/** Counts and dollars since the start. */
export interface ExchangeTotals {
  orders: number
  fills: number
  fees: number
  slippageCost: number
  borrow: number
  /** Interest of debit cash. */
  interest: number
  /** Received less paid. */
  dividends: number
  /** Dollars bought and sold. */
  turnover: number
  ambiguousBars: number
  drilledBars: number
  shrunkFills: number
  withoutVolume: number
  marginCalls: number
}

/** The money of the one account. */
export interface ExchangeAccount {
  /** Cash in integer millionths of a dollar. */
  readonly cashMicros: number
  /** The same in dollars. */
  readonly cash: number
  /** Cash that may buy now: all of it, or in a cash account what has settled. Dollars. */
  readonly settledCash: number
}

/** The one matching core: orders in, fills out through the listener, synchronously. No clock, no I/O, no mode. */
export interface Exchange {
  readonly options: ExchangeOptions
  readonly listings: readonly Listing[]
  readonly account: ExchangeAccount
  readonly totals: Readonly<ExchangeTotals>
  /** Orders that rest, all listings; `matchStep` may be skipped while it is 0. */
  readonly resting: number
  /** The bars that rows of `matchStep` and `markStep` point into. */
  attach(listing: number, series: MatchedSeries): void
  /** Splits and dividends that `beginDay` applies from their ex-date on; call it once before the first day. Unknown symbols are left out. */
  schedule(actions: readonly CorporateAction[]): void
  /** The request is copied. Never throws for a bad order: its state is `rejected` and `reason` says why. It can fill from the first bar that opens at or after `at`. */
  submit(request: OrderRequest, at: Instant): Order
  /** False when no such order rests. */
  cancel(orderId: number, at: Instant, reason: string): boolean
  /** Null when done, else why not; the order stays as it was. */
  replace(orderId: number, changes: OrderChanges, at: Instant): string | null
  /** Matches one step: `count` bars that close together, `rows[i]` being the bar of `listings[i]`. */
  matchStep(listings: Int32Array, rows: Int32Array, count: number): void
  /** The same rules on one print: a bar with one price. */
  matchPrint(listing: number, price: number, size: number, time: Instant): void
  /** Start of an exchange date: actions due, day orders expire, cash settles, borrow and interest are charged, margin is checked. */
  beginDay(day: DayNumber, at: Instant): void
  /** Nothing fills in bars and prints that begin in `[from, to)`; orders wait. */
  halt(listing: number, from: Instant, to: Instant, reason: string): void
  /** Values the listing at a price from now on. */
  mark(listing: number, price: number): void
  /** Values the listings of a step at their closes. */
  markStep(listings: Int32Array, rows: Int32Array, count: number): void
  /** After marking: true when equity is below maintenance, exits are then on their way. Costs nothing while nothing is borrowed or short. */
  checkMargin(at: Instant): boolean
  /** Signed. */
  shares(listing: number): number
  /** Mean entry price; NaN when flat. */
  averagePrice(listing: number): number
  /** Last price that the listing was marked at; NaN before the first. */
  lastPrice(listing: number): number
  /** Dollars: cash and positions at their marks. */
  equity(): number
  /** Dollars: market value of longs plus that of shorts, at their marks. */
  grossValue(): number
  /** Dollars that an order of this side may still add to the position at this price (what closes one needs none). */
  buyingPower(listing: number, side: Side, price: number): number
  /** Most shares whose value and fee a budget of dollars covers at this price; the one function that sizes and fills use. */
  affordable(listing: number, side: Side, budget: number, price: number, time: Instant): number
  /** Orders that rest for a listing, in the order they came. */
  restingOf(listing: number): readonly Order[]
}

export { createExchange, restoreExchange } from './create.ts'
