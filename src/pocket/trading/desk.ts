import type { Instant } from '../../core/time.ts'
import type { Exchange } from '../../exchange/exchange.ts'
import type { Calendar } from '../../market/calendar/calendar.ts'
import { stableUuid } from '../stable-uuid.ts'
import type { Activity } from './activity.ts'
import type { Configurations } from './configurations.ts'
import { type DeskOrder, remainingOf, wireOf } from './desk-order.ts'
import type { TradeEventName, TradeEvents } from './events.ts'
import { ENDED, type WireOrder } from './wire-order.ts'

export interface DeskParts {
  seed: number
  calendar: Calendar
  events: TradeEvents
  configurations: Configurations
  /** Exchange time. */
  now(): Instant
  /** Dollars at the start. */
  cash: number
  startedAt: Instant
}

/** Exchange milliseconds that requests take to be acknowledged; 0 = at once. Scripted trouble sets them. */
export interface Delays {
  accept: number
  cancel: number
  replace: number
}

interface Task {
  at: Instant
  /** Called with its time, which is not the present when time leapt over it. */
  run(at: Instant): void
}

const NONE: ReadonlySet<DeskOrder> = new Set()

/** The one account of the exchange: its orders, what they hold, what has happened to it. Functions beside it change it. */
export class Desk {
  readonly parts: DeskParts
  /** Set once, when the market behind it is known. */
  exchange!: Exchange
  readonly orders: DeskOrder[] = []
  readonly byId = new Map<string, DeskOrder>()
  readonly byClientId = new Map<string, DeskOrder>()
  /** By the id of the order in the matching core. */
  readonly byCore = new Map<number, DeskOrder>()
  /** Orders that have not ended, in the order they came. */
  readonly open = new Set<DeskOrder>()
  readonly #openBySide = new Map<string, Set<DeskOrder>>()
  readonly activities: Activity[] = []
  readonly activityById = new Map<string, number>()
  /** Called when a row has been added. */
  readonly activityListeners = new Set<() => void>()
  /** Orders posted: how many came, how many of them became orders. */
  readonly posted = { arrived: 0, accepted: 0, refused: 0 }
  readonly delays: Delays = { accept: 0, cancel: 0, replace: 0 }
  /** Equity at the last regular close, in dollars. */
  lastEquity: number
  /** What the positions demanded then. */
  lastMaintenance = 0
  /** Buying power taken by open orders, in millionths of a dollar. */
  reserved = 0
  executions = 0
  /** True while this desk itself hands an order to the core: what the core tells of it then is no news. */
  handing = false
  #tasks: Task[] = []
  readonly #listings = new Map<string, number>()

  constructor(parts: DeskParts) {
    this.parts = parts
    this.lastEquity = parts.cash
  }

  /** Exchange time, to the microsecond that the wire shows. */
  now(): Instant {
    return Math.round(this.parts.now() * 1000) / 1000
  }

  uuid(...name: (string | number)[]): string {
    return stableUuid(this.parts.seed, ...name)
  }

  /** Open orders of a symbol on one side. */
  openOn(symbol: string, side: 'buy' | 'sell'): ReadonlySet<DeskOrder> {
    return this.#openBySide.get(`${side} ${symbol}`) ?? NONE
  }

  openOf(symbol: string): DeskOrder[] {
    const both = [...this.openOn(symbol, 'buy'), ...this.openOn(symbol, 'sell')]
    return both.sort((a, b) => a.number - b.number)
  }

  add(order: DeskOrder): void {
    this.orders.push(order)
    this.byId.set(order.id, order)
    this.byClientId.set(order.clientOrderId, order)
    this.open.add(order)
    const side = `${order.side} ${order.symbol}`
    const known = this.#openBySide.get(side)
    if (known) known.add(order)
    else this.#openBySide.set(side, new Set([order]))
    this.reserve(order)
  }

  /** Takes an order out of what is open; its state says how it ended. */
  drop(order: DeskOrder): void {
    this.open.delete(order)
    this.#openBySide.get(`${order.side} ${order.symbol}`)?.delete(order)
    if (order.core) this.byCore.delete(order.core.id)
    this.reserve(order)
  }

  /** Brings what an order takes of the buying power up to date. */
  reserve(order: DeskOrder): void {
    const wanted = ENDED.has(order.status) ? 0 : Math.round(remainingOf(order) * order.reservePrice * 1e6)
    this.reserved += wanted - order.reserved
    order.reserved = wanted
  }

  wire(order: DeskOrder): WireOrder {
    return wireOf(order, false)
  }

  tell(event: TradeEventName, order: DeskOrder, at: Instant): void {
    this.parts.events.tell({
      event,
      at,
      order: wireOf(order, false),
      execution_id: null,
      price: null,
      qty: null,
      position_qty: null,
    })
  }

  /** Runs something once exchange time has come to an instant; equal ones in the order they were asked for. */
  schedule(at: Instant, run: Task['run']): void {
    let i = this.#tasks.length
    while (i > 0 && this.#tasks[i - 1].at > at) i--
    this.#tasks.splice(i, 0, { at, run })
  }

  /** Runs it now when there is no delay. */
  after(delay: number, run: Task['run']): void {
    if (delay > 0) this.schedule(this.now() + delay, run)
    else run(this.now())
  }

  /** The next thing due up to an instant; null when there is none. It stays due until it is `done`. */
  due(to: Instant): Task | null {
    return this.#tasks.length > 0 && this.#tasks[0].at <= to ? this.#tasks[0] : null
  }

  done(task: Task): void {
    this.#tasks.splice(this.#tasks.indexOf(task), 1)
  }

  /** Signed shares held. */
  held(symbol: string): number {
    const listing = this.listing(symbol)
    return listing === null ? 0 : this.exchange.shares(listing)
  }

  /** Number of a symbol at the matching core; null when nobody has asked for it yet. */
  listing(symbol: string): number | null {
    return this.#listings.get(symbol) ?? null
  }

  keepListing(symbol: string, listing: number): void {
    this.#listings.set(symbol, listing)
  }

  listedSymbols(): Iterable<[string, number]> {
    return this.#listings
  }
}
