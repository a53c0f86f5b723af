import type { Instant } from '../core/time.ts'
import { toDollars, toMicros, valueMicros } from '../exchange/account/money.ts'
import { applyFill, flatPosition, type Position } from '../exchange/account/position.ts'
import type { Listing } from '../exchange/models.ts'
import type { ExchangeEvent, Fill, Order } from '../exchange/order.ts'
import type { Column } from '../market/bars.ts'
import type { Cursor } from './cursor.ts'
import { addEntry, addExit, finishTrip, OpenTrip, splitTrip, type TripFill } from './round-trip.ts'
import type { PreparedSeries, RoundTrip } from './types.ts'

export interface LedgerParts {
  listings: readonly Listing[]
  series: readonly PreparedSeries[]
  cursors: readonly Cursor[]
  /** Dollars at the start. */
  cash: number
  reasonOf(order: Order): string
}

/**
 * Our own books: cash, positions and round trips, folded from what the exchange tells and from nothing else. Money is integer millionths
 * of a dollar; a position is valued at its symbol's last close.
 */
export class Ledger {
  /** Round trips that have ended, in the order they did. */
  readonly closed: RoundTrip[] = []
  readonly #multipliers: Float64Array
  readonly #cursors: readonly Cursor[]
  readonly #reasonOf: (order: Order) => string
  readonly #positions: readonly Position[]
  readonly #closes: readonly Column[]
  readonly #closeTimes: readonly Column[]
  /** Factor of a split since the newest bar (its close is one of old shares), and the row it belongs to. */
  readonly #splitRow: Int32Array
  readonly #splitFactor: Float64Array
  /** Null where nothing is held. */
  readonly #trips: (OpenTrip | null)[]
  readonly #spare: readonly OpenTrip[]
  /** Reused by every fill. */
  readonly #part: TripFill = {
    shares: Number.NaN,
    price: Number.NaN,
    micros: Number.NaN,
    feeMicros: Number.NaN,
    slippageCost: Number.NaN,
  }
  #cashMicros: number
  #cash: number
  #held = 0
  #shorts = 0
  #hasSplits = false

  constructor({ listings, series, cursors, cash, reasonOf }: LedgerParts) {
    this.#multipliers = Float64Array.from(listings, ({ multiplier }) => multiplier)
    this.#cursors = cursors
    this.#closes = series.map(({ bars }) => bars.close)
    this.#closeTimes = series.map(({ closeTime }) => closeTime)
    this.#reasonOf = reasonOf
    this.#positions = listings.map(flatPosition)
    this.#splitRow = new Int32Array(listings.length).fill(-1)
    this.#splitFactor = new Float64Array(listings.length).fill(1)
    this.#trips = listings.map(() => null)
    this.#spare = listings.map(({ symbol, multiplier }) => new OpenTrip(symbol, multiplier))
    this.#cashMicros = toMicros(cash)
    this.#cash = toDollars(this.#cashMicros)
  }

  /** Dollars. */
  get cash(): number {
    return this.#cash
  }

  get cashMicros(): number {
    return this.#cashMicros
  }

  /** Listings with a position. */
  get held(): number {
    return this.#held
  }

  /** The newest close, in prices of today's shares; NaN before the first. */
  lastPrice(listing: number): number {
    const { row } = this.#cursors[listing]
    const close = this.#closes[listing][row] ?? Number.NaN
    return this.#hasSplits && row === this.#splitRow[listing] ? close * this.#splitFactor[listing] : close
  }

  /** The position itself, read by views; only the ledger changes it. */
  position(listing: number): Readonly<Position> {
    return this.#positions[listing]
  }

  /** Signed. */
  shares(listing: number): number {
    return this.#positions[listing].shares
  }

  /** Row of the fill that opened the position. */
  entryRow(listing: number): number {
    return this.#trips[listing]?.entryRow ?? 0
  }

  /** Signed market value, dollars. */
  value(listing: number): number {
    const { shares } = this.#positions[listing]
    return shares === 0 ? 0 : shares * this.lastPrice(listing) * this.#multipliers[listing]
  }

  /** Dollars: cash and positions at their last closes. */
  equity(): number {
    let net = 0
    if (this.#held > 0) for (let i = 0; i < this.#positions.length; i++) net += this.value(i)
    return this.#cash + net
  }

  /** Dollars: value of longs plus that of shorts. */
  gross(): number {
    let sum = 0
    if (this.#held > 0) for (let i = 0; i < this.#positions.length; i++) sum += Math.abs(this.value(i))
    return sum
  }

  /** True when something is short or bought with borrowed cash, so that falling equity can end in a margin call. */
  get owes(): boolean {
    return this.#cashMicros < 0 || this.#shorts > 0
  }

  /** Writes equity and exposure (gross value over equity) of a step in which something is held: both in one walk, a bar. */
  measure(step: number, equity: Column, exposure: Column): void {
    let net = 0
    let gross = 0
    for (let i = 0; i < this.#positions.length; i++) {
      const { shares } = this.#positions[i]
      if (shares === 0) continue
      const value = shares * this.lastPrice(i) * this.#multipliers[i]
      net += value
      gross += value < 0 ? -value : value
    }
    const sum = this.#cash + net
    equity[step] = sum
    exposure[step] = gross / sum
  }

  /** Dollars that closing at the last close would bring over the entry, less the entry's fees. */
  openProfit(listing: number): number {
    const trip = this.#trips[listing]
    if (!trip) return 0
    const { shares, averagePrice } = this.#positions[listing]
    const move = (this.lastPrice(listing) - averagePrice) * shares * this.#multipliers[listing]
    return move - toDollars(trip.openFeeMicros)
  }

  /** Takes what the exchange told; orders that only rest, move or end change nothing here. */
  take(event: ExchangeEvent): void {
    if (event.type === 'filled') this.#fill(event.fill)
    else if (event.type === 'split') this.#split(event)
    else if (event.type === 'dividend') this.#pay(toMicros(event.cash))
    else if (event.type === 'charge') this.#pay(-toMicros(event.cash))
  }

  /** Closed round trips, then those still open, valued at their last closes, in the listings' order. */
  roundTrips(): RoundTrip[] {
    const open = this.#trips.flatMap((trip, i) => {
      if (!trip) return []
      const rest = toMicros(Math.abs(this.value(i)))
      return [finishTrip(trip, null, null, this.#cursors[i].row, rest)]
    })
    return [...this.closed, ...open]
  }

  #pay(micros: number): void {
    this.#cashMicros += micros
    this.#cash = toDollars(this.#cashMicros)
  }

  #fill(fill: Fill): void {
    const { order, shares, price } = fill
    const { listing } = order
    const position = this.#positions[listing]
    const held = Math.abs(position.shares)
    const micros = valueMicros(shares, price, this.#multipliers[listing])
    const feeMicros = toMicros(fill.fee)
    this.#pay((order.side === 'buy' ? -micros : micros) - feeMicros)
    const closing = applyFill(position, order.side, shares, price)
    const trip = this.#trips[listing]
    if (trip && closing > 0) {
      addExit(trip, this.#partOf(fill, closing, micros, feeMicros), held)
      if (position.shares === 0 || closing === held) this.#end(listing, trip, fill.time, this.#reasonOf(order))
    }
    if (closing === shares) return
    const opened = this.#trips[listing] ?? this.#open(listing, order, fill.time)
    addEntry(opened, this.#partOf(fill, shares - closing, micros, feeMicros), Math.abs(position.shares))
  }

  #open(listing: number, order: Order, time: Instant): OpenTrip {
    const trip = this.#spare[listing]
    trip.begin(order.side === 'buy' ? 'long' : 'short', this.#cursors[listing].row, time, this.#reasonOf(order))
    this.#trips[listing] = trip
    this.#held++
    if (trip.side === 'short') this.#shorts++
    return trip
  }

  #end(listing: number, trip: OpenTrip, time: Instant, reason: string): void {
    this.#trips[listing] = null
    this.#held--
    if (trip.side === 'short') this.#shorts--
    this.closed.push(finishTrip(trip, time, reason, this.#cursors[listing].row, 0))
  }

  /** The part of a fill that opened or closed; fees and slippage go by shares. */
  #partOf(fill: Fill, shares: number, micros: number, feeMicros: number): TripFill {
    const part = this.#part
    const whole = shares === fill.shares
    const share = shares / fill.shares
    part.shares = shares
    part.price = fill.price
    part.micros = whole ? micros : Math.round(micros * share)
    part.feeMicros = whole ? feeMicros : Math.round(feeMicros * share)
    part.slippageCost = whole ? fill.slippageCost : fill.slippageCost * share
    return part
  }

  #split({ listing, ratio, shares, cash, at }: Extract<ExchangeEvent, { type: 'split' }>): void {
    this.#pay(toMicros(cash))
    const trip = this.#trips[listing]
    const { row } = this.#cursors[listing]
    if (row >= 0 && this.#closeTimes[listing][row] <= at) {
      this.#splitFactor[listing] = this.lastPrice(listing) / this.#closes[listing][row] / ratio
      this.#splitRow[listing] = row
      this.#hasSplits = true
    }
    if (!trip) return
    splitTrip(trip, ratio, cash)
    const position = this.#positions[listing]
    position.shares = shares
    position.averagePrice = shares === 0 ? Number.NaN : position.averagePrice / ratio
    // A reverse split may leave no whole share: what was held was paid out.
    if (shares === 0) this.#end(listing, trip, at, 'paid out at a reverse split')
  }
}
