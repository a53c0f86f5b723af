import type { DayNumber, Instant } from '../core/time.ts'
import { utcDay } from '../core/time.ts'
import type { CorporateAction } from '../market/actions.ts'
import type { SessionDay } from '../market/calendar/calendar.ts'
import type { Side } from '../market/orders.ts'
import { affordableShares, askAbout } from './account/affordable.ts'
import { openingBudget } from './account/buying-power.ts'
import { checkMargin, required } from './account/margin.ts'
import { toDollars, toMicros } from './account/money.ts'
import { equityMicros, grossMicros } from './account/worth.ts'
import { schedule } from './actions/due.ts'
import type { Exchange, MatchedSeries } from './exchange.ts'
import type { LastingExchange, SessionEnd } from './lasting.ts'
import { beginDay } from './matching/begin-day.ts'
import { Book } from './matching/book.ts'
import { type Reach, reachOf } from './matching/end-of-bar.ts'
import { cancel, endSession } from './matching/lifecycle.ts'
import type { Resting } from './matching/resting.ts'
import { matchPrint, matchStep } from './matching/step.ts'
import { replace, submit } from './matching/submit.ts'
import type { Venue } from './matching/venue.ts'
import type { ExchangeOptions, Listing } from './models.ts'
import type { Order, OrderChanges, OrderRequest } from './order.ts'
import { snapshotVenue } from './state/snapshot.ts'
import type { ExchangeState } from './state/state.ts'

/** The matching core behind its interface: everything is passed on to the parts that do it. */
export class MatchingExchange implements LastingExchange {
  readonly #venue: Venue
  readonly #books: readonly Book[]
  readonly #bySymbol: Map<string, Book>
  readonly options: ExchangeOptions
  readonly listings: Listing[]
  readonly account: Exchange['account']
  readonly totals: Exchange['totals']

  constructor(venue: Venue) {
    this.#venue = venue
    this.#books = venue.books
    this.#bySymbol = new Map(venue.books.map((book) => [book.listing.symbol, book]))
    this.options = venue.options
    this.listings = venue.books.map((book) => book.listing)
    this.account = venue.account
    this.totals = venue.totals
  }

  get borrows(): boolean {
    return this.#venue.shorts > 0 || this.#venue.account.cashMicros < 0
  }

  get resting(): number {
    return this.#venue.restingCount
  }

  list(listing: Listing): number {
    const known = this.#bySymbol.get(listing.symbol)
    if (known) return known.index
    const book = new Book(this.#books.length, listing)
    this.#venue.books.push(book)
    this.#bySymbol.set(listing.symbol, book)
    this.listings.push(listing)
    return book.index
  }

  attach(listing: number, series: MatchedSeries): void {
    this.#books[listing].attach(series)
  }

  schedule(actions: readonly CorporateAction[]): void {
    schedule(this.#venue, actions)
  }

  submit(request: OrderRequest, at: Instant): Order {
    return submit(this.#venue, this.#bySymbol.get(request.symbol), request, at)
  }

  cancel(orderId: number, at: Instant, reason: string): boolean {
    const found = this.#find(orderId)
    if (found) cancel(this.#venue, this.#books[found.order.listing], found, at, reason)
    return found !== null
  }

  replace(orderId: number, changes: OrderChanges, at: Instant): string | null {
    const found = this.#find(orderId)
    if (!found) return `no order ${orderId} rests`
    return replace(this.#venue, this.#books[found.order.listing], found, changes, at)
  }

  matchStep(listings: Int32Array, rows: Int32Array, count: number): void {
    matchStep(this.#venue, listings, rows, count)
  }

  matchPrint(listing: number, price: number, size: number, time: Instant): void {
    const book = this.#books[listing]
    if (book.resting.length === 0 || (price > book.floor && price < book.ceiling)) {
      book.lastPrint = time
      return
    }
    const day: DayNumber = book.series ? book.series.calendar.dateOf(time) : utcDay(time)
    matchPrint(this.#venue, book, price, size, time, day)
  }

  beginDay(day: DayNumber, at: Instant): void {
    beginDay(this.#venue, day, at)
  }

  halt(listing: number, from: Instant, to: Instant, reason: string): void {
    this.#books[listing].halts.push({ from, to, reason })
  }

  saw(listing: number, price: number, time: Instant): void {
    const book = this.#books[listing]
    if (time <= book.lastPrint) return
    book.lastPrint = time
    book.mark = price
  }

  lastSeen(listing: number): Instant {
    return this.#books[listing].lastPrint
  }

  endSession(listing: number, session: SessionDay, which: SessionEnd, at: Instant): void {
    endSession(this.#venue, this.#books[listing], session, which, at)
  }

  mark(listing: number, price: number): void {
    this.#books[listing].mark = price
  }

  markStep(listings: Int32Array, rows: Int32Array, count: number): void {
    for (let i = 0; i < count; i++) {
      const book = this.#books[listings[i]]
      book.mark = book.close[rows[i]]
    }
  }

  checkMargin(at: Instant): boolean {
    return checkMargin(this.#venue, at)
  }

  shares(listing: number): number {
    return this.#books[listing].position.shares
  }

  averagePrice(listing: number): number {
    return this.#books[listing].position.averagePrice
  }

  lastPrice(listing: number): number {
    return this.#books[listing].mark
  }

  equity(): number {
    return toDollars(equityMicros(this.#venue))
  }

  grossValue(): number {
    return toDollars(grossMicros(this.#venue))
  }

  maintenance(): number {
    return toDollars(required(this.#venue))
  }

  snapshot(): ExchangeState {
    return snapshotVenue(this.#venue)
  }

  buyingPower(listing: number, side: Side, price: number): number {
    return Math.max(0, toDollars(openingBudget(this.#venue, this.#books[listing], side, price)))
  }

  affordable(listing: number, side: Side, budget: number, price: number, time: Instant): number {
    const { purchase } = this.#venue
    askAbout(purchase, this.#books[listing], side, price, time)
    purchase.closing = 0
    purchase.feeWeight = 1
    return affordableShares(toMicros(budget), Number.POSITIVE_INFINITY, purchase)
  }

  restingOf(listing: number): readonly Order[] {
    return this.#books[listing].resting.filter((one) => !one.done).map((one) => one.order)
  }

  restingIn(listing: number): number {
    return this.#books[listing].resting.length
  }

  reachOf(listing: number): Reach | null {
    return reachOf(this.#books[listing])
  }

  bestOf(orderId: number): number | null {
    return this.#find(orderId)?.best ?? null
  }

  /** Ids ascend and orders rest in the order they came, so each book is searched by halves. */
  #find(orderId: number): Resting | null {
    for (const { resting } of this.#books) {
      let low = 0
      let high = resting.length
      while (low < high) {
        const middle = (low + high) >>> 1
        if (resting[middle].order.id < orderId) low = middle + 1
        else high = middle
      }
      if (low < resting.length && resting[low].order.id === orderId && !resting[low].done) return resting[low]
    }
    return null
  }
}
