import { OpenbellError } from '../../core/errors.ts'
import { type DayNumber, type Instant, iso, MINUTE } from '../../core/time.ts'
import type { Calendar, SessionDay } from '../../market/calendar/calendar.ts'
import { usCalendar } from '../../market/calendar/us.ts'
import { createExchange, restoreExchange } from '../create.ts'
import type { LastingExchange, SessionEnd } from '../lasting.ts'
import type { Listing } from '../models.ts'
import type { ExchangeEvent } from '../order.ts'
import type { ExchangeState } from '../state/state.ts'
import { boundariesAt, nextBoundary } from './boundaries.ts'
import { calendarsOf, followed, mattering, waiting } from './concern.ts'
import type { DrivenExchange, DrivenListener, DrivenOptions, DrivenState } from './driven.ts'
import { after, before, type Interrupt, type Lane, matchLanes } from './lanes.ts'
import type { DriveMarket } from './market.ts'
import { emptySeries, loadLanes, PieceLength } from './pieces.ts'
import { allClosed, quietUntil, WORTHWHILE } from './quiet.ts'

/** Moves time over a market in pieces, from boundary to boundary. */
export class Driver implements DrivenExchange {
  readonly exchange: LastingExchange
  readonly #parts: DrivenOptions
  readonly #market: DriveMarket
  readonly #calendar: Calendar
  readonly #interrupt: Interrupt = { raised: false, barClose: null }
  #time: Instant
  /** First instant that has not happened. */
  #edge: Instant
  /** Up to where positions are valued. */
  #marked: Instant
  /** The boundary that was passed at the edge itself. */
  #passed: Instant = Number.NaN
  readonly #pieces = new PieceLength()
  /** Listings whose rows are being matched. */
  #active: readonly number[] = []
  #turn: Promise<void> = Promise.resolve()

  constructor(time: Instant, parts: DrivenOptions, listener: DrivenListener, state: ExchangeState | null) {
    this.#parts = parts
    this.#market = parts.market
    this.#calendar = parts.calendar ?? usCalendar
    this.#time = time
    this.#edge = after(time)
    this.#marked = this.#edge
    const hear = (event: ExchangeEvent) => this.#hear(event, listener)
    if (state === null) {
      this.exchange = createExchange(parts.options, [], hear)
      this.exchange.beginDay(this.#calendar.sessionAt(time).day, time)
    } else {
      const { usedBefore } = parts
      this.exchange = restoreExchange(state, parts.options, hear, usedBefore && { usedBefore })
      for (const [i, { symbol }] of this.exchange.listings.entries()) this.#attach(i, symbol)
    }
  }

  get time(): Instant {
    return this.#time
  }

  state(): DrivenState {
    return { time: this.#time, exchange: this.exchange.snapshot() }
  }

  async prepare(listing: Listing): Promise<number> {
    const known = this.exchange.listings.findIndex(({ symbol }) => symbol === listing.symbol)
    if (known >= 0 && (this.exchange.shares(known) !== 0 || this.exchange.restingIn(known) > 0)) return known
    const last = await this.#market.last(listing.symbol, this.#time)
    const index = this.exchange.list(listing)
    if (index !== known) this.#attach(index, listing.symbol)
    if (last !== null) this.exchange.saw(index, last.price, last.time)
    return index
  }

  advance(to: Instant): Promise<void> {
    const done = this.#turn.then(() => this.#advance(to))
    this.#turn = done.catch(() => {})
    return done
  }

  #attach(index: number, symbol: string): void {
    this.exchange.attach(index, emptySeries(symbol, this.#market.calendar(symbol)))
  }

  #hear(event: ExchangeEvent, listener: DrivenListener): void {
    const at = this.#interrupt.barClose ?? event.at
    if (at > this.#time) this.#time = at
    listener(event, at)
    if ('order' in event) this.#interrupt.raised = true
  }

  async #advance(to: Instant): Promise<void> {
    if (to < this.#time) {
      const past = `this account has lived to ${iso(this.#time)} and cannot go back to ${iso(to)}`
      throw new OpenbellError('usage', past, 'openbell trade account')
    }
    const end = after(to)
    while (this.#edge < end) await this.#piece(end)
    await this.#markHeld(end)
    this.#time = to
  }

  /** One piece of time, up to the next boundary at most. */
  async #piece(end: Instant): Promise<void> {
    const boundary = this.#boundary()
    const until = Math.min(end, boundary)
    if (until > this.#edge) await this.#match(until)
    if (this.#edge === boundary && boundary < end) await this.#atBoundary(boundary)
  }

  /** The next instant at which something happens by itself. */
  #boundary(): Instant {
    const from = this.#passed === this.#edge ? after(this.#edge) : this.#edge
    let at = Number.POSITIVE_INFINITY
    for (const calendar of calendarsOf(this.exchange, this.#market, this.#calendar))
      at = Math.min(at, nextBoundary(calendar, from)?.at ?? at)
    return at
  }

  /** Matches up to an instant, or to where the listings that matter changed. */
  async #match(until: Instant): Promise<void> {
    const listings = followed(this.exchange)
    const from = this.#edge
    if (listings.length === 0 || allClosed(this.exchange, this.#market, listings, from, until)) {
      this.#move(until)
      return
    }
    await this.#markHeld(from)
    const quiet = await quietUntil(this.exchange, this.#market, listings, from, until)
    if (quiet >= Math.min(until, from + WORTHWHILE)) {
      this.#move(quiet)
      return
    }
    const span = this.#pieces.of(listings.length)
    // Where quiet stretches can be told, no more is loaded than may turn out to be needed.
    const to = Math.min(until, from + (this.#market.quietUntil ? Math.min(span, 3 * WORTHWHILE) : span))
    const lanes = await loadLanes(this.exchange, this.#market, listings, from, to)
    // Orders may have come and gone while the market was loaded.
    if (String(followed(this.exchange)) !== String(listings)) return
    this.#pieces.learn(lanes, listings.length * (to - from))
    this.#matchPiece(listings, lanes, to)
    this.#marked = this.#edge
  }

  /** Listings that matter no more leave at once; for one that comes to matter the piece ends, because its tape is not here. */
  #matchPiece(listings: readonly number[], loaded: readonly Lane[], to: Instant): void {
    const { exchange } = this
    let lanes = loaded
    this.#active = listings
    while (this.#edge < to && this.#active.length > 0) {
      const minute = Math.ceil(after(this.#edge) / MINUTE) * MINUTE
      const until = exchange.borrows ? Math.min(to, minute) : to
      this.#interrupt.raised = false
      this.#move(matchLanes(exchange, lanes, until, this.#interrupt))
      if (exchange.borrows && this.#edge === minute) exchange.checkMargin(minute)
      if (!this.#interrupt.raised) continue
      this.#active = followed(this.exchange)
      if (!this.#active.every((one) => listings.includes(one))) break
      lanes = loaded.filter((lane) => this.#active.includes(lane.listing))
    }
    this.#active = []
  }

  /** Values what is held or waited for at the last prices before an instant, where no tape was followed to it. */
  async #markHeld(edge: Instant): Promise<void> {
    if (this.#marked >= edge) return
    await Promise.all(
      mattering(this.exchange).map(async (one) => {
        const last = await this.#market.last(this.exchange.listings[one].symbol, before(edge))
        if (last !== null) this.exchange.saw(one, last.price, last.time)
      }),
    )
    this.#marked = edge
  }

  #move(edge: Instant): void {
    this.#edge = edge
    this.#time = Math.max(this.#time, before(edge))
  }

  async #atBoundary(at: Instant): Promise<void> {
    await this.#markHeld(at)
    this.#time = at
    for (const calendar of calendarsOf(this.exchange, this.#market, this.#calendar)) {
      for (const { what, session } of boundariesAt(calendar, at)) {
        if (what === 'begin' && calendar === this.#calendar) await this.#beginDay(session.day, at)
        if (what !== 'begin') this.#endSession(calendar, session, what === 'end' ? 'all' : 'regular', at)
        if (what === 'regular-close' && calendar === this.#calendar) this.#parts.closed?.(this.exchange.equity(), session.day, at)
      }
    }
    this.#passed = at
  }

  /** What a night brings: splits and dividends of what is held or waited for, then the date itself. */
  async #beginDay(day: DayNumber, at: Instant): Promise<void> {
    const from = this.#calendar.previous(day) + 1
    const listings = mattering(this.exchange)
    const actions = await Promise.all(listings.map((one) => this.#market.actions(this.exchange.listings[one].symbol, from, day)))
    this.exchange.schedule(actions.flat())
    this.exchange.beginDay(day, at)
  }

  #endSession(calendar: Calendar, session: SessionDay, which: SessionEnd, at: Instant): void {
    for (const one of waiting(this.exchange)) {
      if (this.#market.calendar(this.exchange.listings[one].symbol) === calendar)
        this.exchange.endSession(one, session, which, at)
    }
  }
}
