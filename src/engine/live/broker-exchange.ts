import type { Instant } from '../../core/time.ts'
import type { Exchange, ExchangeAccount, ExchangeTotals } from '../../exchange/exchange.ts'
import type { ExchangeOptions, Listing } from '../../exchange/models.ts'
import type { ExchangeEvent, Order, OrderChanges, OrderRequest } from '../../exchange/order.ts'
import { noTotals } from '../../exchange/totals.ts'
import { hasEnded, type ProtectingLegs, type Side } from '../../market/orders.ts'
import type { Ledger } from '../ledger.ts'
import { isExit, isLeg } from '../resting.ts'
import { affordableAt } from './affordable-at.ts'
import { outgoing } from './mirror-orders.ts'

/** What the strategy asked for on a bar, in its order; the order path does it after the step. `decision`: number of the decision it belongs to. */
export type Wish =
  | { kind: 'enter' | 'exit'; order: Order; decision: number }
  | { kind: 'cancel'; order: Order; reason: string }
  | { kind: 'protect'; listing: number; legs: Partial<ProtectingLegs>; decision: number }

export interface BrokerExchangeParts {
  options: ExchangeOptions
  listings: readonly Listing[]
  /** Hears of every order that changes; the same listener that a matching exchange has. */
  listener(event: ExchangeEvent): void
  /** How many decisions there are so far. */
  decisions(): number
  ledger(): Ledger
}

/**
 * The broker as the loop, the book and the ledger know an exchange. Nothing is matched here: orders go out after the step, and what came of
 * them is brought in between two steps (`MirrorSync`). What is held and what it is worth is the ledger's.
 */
export class BrokerExchange implements Exchange {
  readonly options: ExchangeOptions
  readonly listings: readonly Listing[]
  readonly account: ExchangeAccount
  readonly totals: ExchangeTotals = noTotals()
  /** Every order of the run's symbols, by its number. */
  readonly orders = new Map<number, Order>()
  readonly #parts: BrokerExchangeParts
  readonly #affordable: ReturnType<typeof affordableAt>
  #wishes: Wish[] = []
  #lastId = 0

  constructor(parts: BrokerExchangeParts) {
    this.#parts = parts
    this.options = parts.options
    this.listings = parts.listings
    this.#affordable = affordableAt(parts.options)
    this.account = {
      get cashMicros() {
        return parts.ledger().cashMicros
      },
      get cash() {
        return parts.ledger().cash
      },
      get settledCash() {
        return parts.ledger().cash
      },
    }
  }

  get resting(): number {
    let count = 0
    for (const order of this.orders.values()) if (!hasEnded(order)) count++
    return count
  }

  /** What was asked for since the last call; a bar's wishes are taken once. */
  takeWishes(): Wish[] {
    const taken = this.#wishes
    this.#wishes = []
    return taken
  }

  /** A number for an order that was not asked for here. */
  nextId(): number {
    return ++this.#lastId
  }

  tell(event: ExchangeEvent): void {
    this.#parts.listener(event)
  }

  submit(request: OrderRequest, at: Instant): Order {
    const listing = this.listings.findIndex(({ symbol }) => symbol === request.symbol)
    const order = outgoing(request, this.nextId(), listing, at)
    this.totals.orders++
    if (isLeg(order)) {
      // Legs live at the broker, which makes the orders: the one asked for here stands for the wish only.
      order.state = 'accepted'
      this.#protect(listing, legOf(order))
      return order
    }
    this.orders.set(order.id, order)
    this.#wishes.push({ kind: isExit(order) ? 'exit' : 'enter', order, decision: this.#parts.decisions() })
    return order
  }

  /** The order rests no more as far as the strategy goes. A fill that comes before the broker has canceled it is taken all the same. */
  cancel(orderId: number, at: Instant, reason: string): boolean {
    const order = this.orders.get(orderId)
    if (!order || hasEnded(order)) return false
    if (isLeg(order)) {
      const kind = order.type === 'limit' ? 'target' : order.type === 'trailing-stop' ? 'trail' : 'stop'
      if (reason === 'protection taken away') this.#protect(order.listing, { [kind]: null })
      return true
    }
    order.state = 'canceled'
    order.reason = reason
    this.#wishes.push({ kind: 'cancel', order, reason })
    this.tell({ type: 'canceled', order, at, reason })
    return true
  }

  /** Only legs are ever moved by the engine. */
  replace(orderId: number, changes: OrderChanges): string | null {
    const order = this.orders.get(orderId)
    if (!order || hasEnded(order)) return `no order ${orderId} rests`
    if (!isLeg(order)) return 'an order of its own is canceled and sent anew'
    this.#protect(order.listing, changedLeg(order, changes))
    return null
  }

  restingOf(listing: number): readonly Order[] {
    return [...this.orders.values()].filter((order) => order.listing === listing && !hasEnded(order))
  }

  shares(listing: number): number {
    return this.#parts.ledger().shares(listing)
  }

  averagePrice(listing: number): number {
    return this.#parts.ledger().position(listing).averagePrice
  }

  lastPrice(listing: number): number {
    return this.#parts.ledger().lastPrice(listing)
  }

  equity(): number {
    return this.#parts.ledger().equity()
  }

  grossValue(): number {
    return this.#parts.ledger().gross()
  }

  /** Gross exposure within margin times equity; the broker's own buying power is judged by the gate. */
  buyingPower(): number {
    const ledger = this.#parts.ledger()
    return Math.max(0, this.options.margin * ledger.equity() - ledger.gross())
  }

  affordable(listing: number, side: Side, budget: number, price: number, time: Instant): number {
    return this.#affordable(this.listings[listing], side, budget, price, time)
  }

  // The broker has bars, actions, halts and margin calls of its own.
  attach(): void {}
  schedule(): void {}
  matchStep(): void {}
  matchPrint(): void {}
  beginDay(): void {}
  halt(): void {}
  mark(): void {}
  markStep(): void {}

  checkMargin(): boolean {
    return false
  }

  /** Several legs that are asked for at once are one wish. */
  #protect(listing: number, legs: Partial<ProtectingLegs>): void {
    const decision = this.#parts.decisions()
    const same = this.#wishes.find((one) => one.kind === 'protect' && one.listing === listing && one.decision === decision)
    if (same?.kind === 'protect') Object.assign(same.legs, legs)
    else this.#wishes.push({ kind: 'protect', listing, legs, decision })
  }
}

function legOf({ type, limit, stop, trail }: Order): Partial<ProtectingLegs> {
  if (type === 'limit') return { target: limit }
  return type === 'trailing-stop' ? { trail } : { stop }
}

function changedLeg({ type }: Order, changes: OrderChanges): Partial<ProtectingLegs> {
  if (type === 'limit') return { target: changes.limit }
  return type === 'trailing-stop' ? { trail: changes.trail } : { stop: changes.stop }
}
