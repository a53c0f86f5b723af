import { OpenbellError } from '../core/errors.ts'
import type { Instant } from '../core/time.ts'
import type { Exchange } from '../exchange/exchange.ts'
import type { Order } from '../exchange/order.ts'
import type { ProtectingLegs, TimeInForce } from '../market/orders.ts'
import { sizeOf } from '../strategy/sizing.ts'
import type { Entry, Exit } from '../strategy/types.ts'
import { readEntry, readExit, readProtect, reasonOf } from './intents.ts'
import type { Ledger } from './ledger.ts'
import { orderRequest, sendable, type Wanted } from './order-request.ts'
import { moveLegs } from './protect.ts'
import { isEntry, isExit, isLeg, wrongSide } from './resting.ts'
import type { RiskWatch } from './risk-watch.ts'
import type { Tally } from './tally.ts'
import type { Decision } from './types.ts'

/** Whose turn it is to ask: a listing, every one, or nobody (outside of a step). */
export const EVERYBODY = -2
export const NOBODY = -1

const NO_LEGS: ProtectingLegs = { stop: null, target: null, trail: null }
const LEG_NAMES: Partial<Record<Order['type'], string>> = { stop: 'stop', limit: 'target', 'trailing-stop': 'trailing stop' }

/**
 * From intents to orders. An intent is sized at once from the last close, judged by the risk gate where limits are in force, and submitted
 * at the close of its bar. Entries (and exits) that rest from an earlier bar give way to new ones of the same symbol: what a strategy asked
 * for last is what rests; several asked for on one bar stand together. An exit of the whole position takes resting entries with it.
 */
export class Book {
  /** Close of the bar (or step) whose turn it is. */
  at: Instant = 0
  turn = NOBODY
  readonly #exchange: Exchange
  readonly #ledger: Ledger
  readonly #watch: RiskWatch | null
  readonly #tally: Tally
  /** Why each order was made, by order id. */
  readonly #reasons: string[] = []
  #orders = 0

  constructor(exchange: Exchange, ledger: Ledger, watch: RiskWatch | null, tally: Tally) {
    this.#exchange = exchange
    this.#ledger = ledger
    this.#watch = watch
    this.#tally = tally
  }

  /** The reason that an order was made for; legs and what the exchange does by itself have their own. */
  reasonOf(order: Order): string {
    if (isLeg(order)) return LEG_NAMES[order.type] ?? order.type
    // What the exchange sends by itself is named for why: `margin-call-12`.
    return this.#reasons[order.id] ?? order.clientOrderId.replace(/-\d+$/, '').replaceAll('-', ' ')
  }

  /** Opens or adds, long for `buy` and short for `short`; a position the other way is closed first. */
  enter(listing: number, action: 'buy' | 'short', entry: Entry): void {
    this.#begin(listing, action)
    const { limit, trigger, legs, tif, reason } = readEntry(entry, action)
    const side = action === 'buy' ? 'buy' : 'sell'
    const price = limit ?? trigger ?? this.#ledger.lastPrice(listing)
    const shares = this.#size(listing, action, entry, price)
    const wrong = wrongSide(side, price, legs) ?? (shares > 0 ? null : 'size of no share')
    const decision = { ...this.#decision(listing, action, reason), shares, limit, trigger, stop: legs.stop, target: legs.target }
    if (wrong !== null) {
      this.#ignore(decision, wrong)
      return
    }
    this.#cancelEarlier(listing, isEntry, 'a newer entry takes its place')
    const held = this.#ledger.shares(listing)
    const turning = action === 'buy' ? held < 0 : held > 0
    if (turning) this.#cancelEarlier(listing, isExit, 'the position is turned')
    if (turning && !this.#close(listing, Math.abs(held), null, 'gtc', reason)) return
    this.#send({ listing, side, shares, limit, trigger, legs, tif, reduces: false }, decision, turning)
  }

  /** Closes the position or a part of it. */
  exit(listing: number, exit: Exit): void {
    this.#begin(listing, 'exit')
    const { shares, limit, tif, reason } = readExit(exit)
    const held = Math.abs(this.#ledger.shares(listing))
    const whole = shares === null || shares >= held
    const canceled = whole ? this.#cancelAll(listing, isEntry, reason) : 0
    if (held > 0) {
      this.#cancelEarlier(listing, isExit, 'a newer exit takes its place')
      this.#close(listing, whole ? held : shares, limit, tif, reason)
    } else if (canceled > 0) this.#tally.decide(this.#decision(listing, 'exit', reason))
    else this.#ignore(this.#decision(listing, 'exit', reason), 'no position')
  }

  /** Sets, moves or takes away the legs that protect the position. */
  protect(listing: number, legs: Partial<ProtectingLegs> & { reason: string }): void {
    this.#begin(listing, 'protect')
    const read = readProtect(legs)
    const held = this.#ledger.shares(listing)
    const { stop, target, trail } = { ...NO_LEGS, ...read }
    const decision = { ...this.#decision(listing, 'protect', read.reason), shares: Math.abs(held), stop, target }
    const price = this.#ledger.lastPrice(listing)
    const wrong = held === 0 ? 'no position' : wrongSide(held > 0 ? 'buy' : 'sell', price, { stop, target, trail })
    if (wrong !== null) {
      this.#ignore(decision, wrong)
      return
    }
    const refused = moveLegs(this.#exchange, listing, held, read, this.at, () => this.#nextId(listing))
    this.#tally.decide(refused === null ? decision : { ...decision, outcome: 'rejected', rule: refused })
  }

  /** Cancels resting entries. */
  cancel(listing: number, options: { reason: string }): void {
    this.#begin(listing, 'cancel')
    const reason = reasonOf(options?.reason, 'cancel')
    const decision = this.#decision(listing, 'cancel', reason)
    if (this.#cancelAll(listing, isEntry, reason) > 0) this.#tally.decide(decision)
    else this.#ignore(decision, 'nothing rests')
  }

  /** Closes what is held and cancels what rests, because the limits in force say so; not an intent of the strategy. */
  flatten(listing: number, reason: string): void {
    this.#cancelAll(listing, isEntry, reason)
    const held = Math.abs(this.#ledger.shares(listing))
    if (held === 0 || this.#exchange.restingOf(listing).some(isExit)) return
    this.#close(listing, held, null, 'gtc', reason)
  }

  #begin(listing: number, action: string): void {
    if (this.turn !== listing && this.turn !== EVERYBODY) {
      const { symbol } = this.#exchange.listings[listing]
      throw new OpenbellError(
        'usage',
        `${action} of ${symbol} was called outside of its bar`,
        'ask for orders inside onBar or onBars only, with the functions it was given',
      )
    }
    this.#tally.ask()
    // Where nothing is held the loop leaves the exchange's marks alone: it needs one when an order comes.
    this.#exchange.mark(listing, this.#ledger.lastPrice(listing))
  }

  #size(listing: number, action: 'buy' | 'short', entry: Entry, price: number): number {
    const { fractional, margin } = this.#exchange.options
    const { multiplier } = this.#exchange.listings[listing]
    const equity = this.#ledger.equity()
    const [side, way] = action === 'buy' ? (['long', 'buy'] as const) : (['short', 'sell'] as const)
    const affordable = (dollars: number) => this.#exchange.affordable(listing, way, dollars, price, this.at)
    return sizeOf(entry, { side, price, equity, ceiling: margin * equity, fractional, multiplier, affordable })
  }

  /** True when an order that closes went out. */
  #close(listing: number, shares: number, limit: number | null, tif: TimeInForce, reason: string): boolean {
    const side = this.#ledger.shares(listing) > 0 ? 'sell' : 'buy'
    const decision = { ...this.#decision(listing, 'exit', reason), shares, limit }
    return this.#send({ listing, side, shares, limit, trigger: null, legs: NO_LEGS, tif, reduces: true }, decision, false)
  }

  /** Judges and submits; `turning`: the position there is is being closed by an order just sent. */
  #send(asked: Wanted, decision: Decision, turning: boolean): boolean {
    const { symbol } = this.#exchange.listings[asked.listing]
    const wanted = this.#watch ? sendable(asked, symbol) : asked
    const verdict = this.#watch?.judge(wanted, this.at, turning) ?? null
    const shares = verdict ? verdict.shares : wanted.shares
    const rule = verdict?.rules.find(({ outcome }) => outcome !== 'allow' && outcome === verdict.outcome)?.rule ?? null
    if (verdict?.outcome === 'deny' || shares <= 0) {
      this.#tally.decide({ ...decision, outcome: 'denied', rule })
      return false
    }
    const request = orderRequest(wanted, shares, verdict?.marketableLimit ?? null, symbol, this.#nextId(wanted.listing))
    const order = this.#exchange.submit(request, this.at)
    this.#reasons[order.id] = decision.reason
    const done = { ...decision, shares, limit: order.limit }
    if (order.state === 'rejected') {
      this.#tally.decide({ ...done, outcome: 'rejected', rule: order.reason })
      return false
    }
    this.#watch?.sent(this.at)
    this.#tally.decide({ ...done, outcome: verdict?.outcome === 'shrink' ? 'shrunk' : 'sent', rule })
    return true
  }

  #nextId(listing: number): string {
    return `${this.#exchange.listings[listing].symbol}-${++this.#orders}`
  }

  #cancelEarlier(listing: number, which: (order: Order) => boolean, reason: string): void {
    this.#cancelAll(listing, (order) => which(order) && order.submittedAt < this.at, reason)
  }

  /** Of our own orders only: what the exchange sent to meet a margin call stays. */
  #cancelAll(listing: number, which: (order: Order) => boolean, reason: string): number {
    if (this.#exchange.resting === 0) return 0
    const found = this.#exchange.restingOf(listing).filter((order) => this.#reasons[order.id] !== undefined && which(order))
    for (const { id } of found) this.#exchange.cancel(id, this.at, reason)
    return found.length
  }

  #ignore(decision: Decision, rule: string): void {
    this.#tally.decide({ ...decision, outcome: 'ignored', rule })
  }

  #decision(listing: number, action: Decision['action'], reason: string): Decision {
    const { symbol } = this.#exchange.listings[listing]
    const prices = { limit: null, trigger: null, stop: null, target: null }
    return { at: this.at, symbol, action, reason, shares: 0, ...prices, outcome: 'sent', rule: null }
  }
}
