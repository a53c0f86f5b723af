import { OpenbellError } from '../core/errors.ts'
import type { Instant } from '../core/time.ts'
import type { Exchange } from '../exchange/exchange.ts'
import type { Order, OrderRequest } from '../exchange/order.ts'
import type { ProtectingLegs, Side } from '../market/orders.ts'
import { sizeOf } from '../strategy/sizing.ts'
import type { Entry, Exit } from '../strategy/types.ts'
import { type ReadEntry, readEntry, readExit, readProtect, reasonOf } from './intents.ts'
import type { Ledger } from './ledger.ts'
import { moveLegs } from './protect.ts'
import { hasLegs, isEntry, isExit, wrongSide } from './resting.ts'
import type { RiskWatch } from './risk-watch.ts'
import type { Tally } from './tally.ts'
import type { Decision } from './types.ts'

/** Whose turn it is to ask: a listing, every one, or nobody (outside of a step). */
export const EVERYBODY = -2
export const NOBODY = -1

const NO_LEGS: ProtectingLegs = { stop: null, target: null, trail: null }

/** An order as an intent makes it, before risk has judged it. */
interface Wanted {
  listing: number
  side: Side
  shares: number
  limit: number | null
  trigger: number | null
  legs: ProtectingLegs
  tif: OrderRequest['tif']
  reduces: boolean
}

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
    if (order.parent !== null || order.leg !== null) return order.leg === 'target' ? 'target' : legName(order)
    return this.#reasons[order.id] ?? order.clientOrderId
  }

  /** Opens or adds, long for `buy` and short for `short`; a position the other way is closed first. */
  enter(listing: number, action: 'buy' | 'short', entry: Entry): void {
    this.#begin(listing, action)
    const read = readEntry(entry, action)
    const side = action === 'buy' ? 'buy' : 'sell'
    const price = read.limit ?? read.trigger ?? this.#ledger.lastPrice(listing)
    const wrong = wrongSide(side, price, read.legs)
    const held = this.#ledger.shares(listing)
    const turns = action === 'buy' ? held < 0 : held > 0
    const decision = entryDecision(this.#exchange.listings[listing].symbol, this.at, action, read)
    const shares = this.#size(listing, action, entry, price)
    if (wrong) return this.#tally.decide({ ...decision, outcome: 'ignored', rule: wrong })
    if (shares <= 0) return this.#tally.decide({ ...decision, outcome: 'ignored', rule: 'size of no share' })
    this.#cancelEarlier(listing, isEntry, 'a newer entry takes its place')
    if (turns && !this.#close(listing, Math.abs(held), null, 'gtc', read.reason)) return
    this.#send({ listing, side, shares, ...read, reduces: false }, decision, read.reason, turns)
  }

  /** Closes the position or a part of it. */
  exit(listing: number, exit: Exit): void {
    this.#begin(listing, 'exit')
    const { shares, limit, tif, reason } = readExit(exit)
    const held = Math.abs(this.#ledger.shares(listing))
    const whole = shares === null || shares >= held
    const canceled = whole ? this.#cancelAll(listing, isEntry, reason) : 0
    if (held === 0)
      return this.#tally.decide(this.#plain(listing, 'exit', reason, canceled > 0 ? 'sent' : 'ignored', 'no position'))
    this.#cancelEarlier(listing, isExit, 'a newer exit takes its place')
    this.#close(listing, whole ? held : shares, limit, tif, reason)
  }

  /** Sets, moves or takes away the legs that protect the position. */
  protect(listing: number, legs: Partial<ProtectingLegs> & { reason: string }): void {
    this.#begin(listing, 'protect')
    const read = readProtect(legs)
    const held = this.#ledger.shares(listing)
    const decision = {
      ...this.#plain(listing, 'protect', read.reason, 'sent', null),
      stop: read.stop ?? null,
      target: read.target ?? null,
    }
    const wrong =
      held === 0 ? 'no position' : wrongSide(held > 0 ? 'buy' : 'sell', this.#ledger.lastPrice(listing), { ...NO_LEGS, ...read })
    if (wrong) return this.#tally.decide({ ...decision, outcome: 'ignored', rule: wrong })
    const rejected = moveLegs(this.#exchange, listing, held, read, this.at, () => this.#nextId(listing))
    this.#tally.decide(rejected === null ? decision : { ...decision, outcome: 'rejected', rule: rejected })
  }

  /** Cancels resting entries. */
  cancel(listing: number, { reason }: { reason: string }): void {
    this.#begin(listing, 'cancel')
    const canceled = this.#cancelAll(listing, isEntry, reasonOf(reason, 'cancel'))
    this.#tally.decide(
      this.#plain(listing, 'cancel', reason, canceled > 0 ? 'sent' : 'ignored', canceled > 0 ? null : 'nothing rests'),
    )
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
      const symbol = this.#exchange.listings[listing].symbol
      throw new OpenbellError(
        'usage',
        `${action} of ${symbol} was called outside of its bar`,
        'ask for orders inside onBar or onBars only, with the functions it was given',
      )
    }
    this.#tally.ask()
  }

  #size(listing: number, action: 'buy' | 'short', entry: Entry, price: number): number {
    const { fractional, margin } = this.#exchange.options
    const { multiplier } = this.#exchange.listings[listing]
    const equity = this.#ledger.equity()
    const side = action === 'buy' ? 'buy' : 'sell'
    return sizeOf(entry, {
      side: action === 'buy' ? 'long' : 'short',
      price,
      equity,
      ceiling: margin * equity,
      fractional,
      multiplier,
      affordable: (dollars) => this.#exchange.affordable(listing, side, dollars, price, this.at),
    })
  }

  /** True when an order that closes went out. */
  #close(listing: number, shares: number, limit: number | null, tif: OrderRequest['tif'], reason: string): boolean {
    const side = this.#ledger.shares(listing) > 0 ? 'sell' : 'buy'
    const decision = { ...this.#plain(listing, 'exit', reason, 'sent', null), limit }
    return this.#send({ listing, side, shares, limit, trigger: null, legs: NO_LEGS, tif, reduces: true }, decision, reason, false)
  }

  /** Judges and submits; `turning`: the position there is is being closed by an order just sent. */
  #send(wanted: Wanted, decision: Decision, reason: string, turning: boolean): boolean {
    const verdict = this.#watch?.judge(wanted, this.at, turning) ?? null
    const shares = verdict ? verdict.shares : wanted.shares
    const rule = verdict?.rules.find((one) => one.outcome === verdict.outcome && one.outcome !== 'allow')?.rule ?? null
    if (verdict?.outcome === 'deny' || shares <= 0) {
      this.#tally.decide({ ...decision, shares: wanted.shares, outcome: 'denied', rule })
      return false
    }
    const order = this.#exchange.submit(this.#request(wanted, shares, verdict?.marketableLimit ?? null), this.at)
    this.#reasons[order.id] = reason
    const done = { ...decision, shares, limit: order.limit }
    if (order.state === 'rejected') {
      this.#tally.decide({ ...done, outcome: 'rejected', rule: order.reason })
      return false
    }
    this.#watch?.sent(this.at)
    this.#tally.decide({ ...done, outcome: verdict?.outcome === 'shrink' ? 'shrunk' : 'sent', rule })
    return true
  }

  #request(wanted: Wanted, shares: number, marketableLimit: number | null): OrderRequest {
    const { listing, side, trigger, legs, tif, reduces } = wanted
    const limit = wanted.limit ?? (trigger === null ? marketableLimit : null)
    const type = trigger !== null ? (limit === null ? 'stop' : 'stop-limit') : limit === null ? 'market' : 'limit'
    return {
      clientOrderId: this.#nextId(listing),
      symbol: this.#exchange.listings[listing].symbol,
      side,
      shares,
      type,
      limit,
      stop: trigger,
      trail: null,
      tif,
      extended: false,
      legs: hasLegs(legs) ? legs : null,
      group: null,
      reduceOnly: reduces,
    }
  }

  #nextId(listing: number): string {
    return `${this.#exchange.listings[listing].symbol}-${++this.#orders}`
  }

  #cancelEarlier(listing: number, which: (order: Order) => boolean, reason: string): void {
    this.#cancelAll(listing, (order) => which(order) && order.submittedAt < this.at, reason)
  }

  #cancelAll(listing: number, which: (order: Order) => boolean, reason: string): number {
    const found = this.#exchange.restingOf(listing).filter(which)
    for (const { id } of found) this.#exchange.cancel(id, this.at, reason)
    return found.length
  }

  #plain(
    listing: number,
    action: Decision['action'],
    reason: string,
    outcome: Decision['outcome'],
    rule: string | null,
  ): Decision {
    const { symbol } = this.#exchange.listings[listing]
    const nothing = { shares: 0, limit: null, trigger: null, stop: null, target: null }
    return { at: this.at, symbol, action, reason, ...nothing, outcome, rule: outcome === 'sent' ? null : rule }
  }
}

function entryDecision(symbol: string, at: Instant, action: 'buy' | 'short', read: ReadEntry): Decision {
  const { limit, trigger, legs, reason } = read
  return {
    at,
    symbol,
    action,
    reason,
    shares: 0,
    limit,
    trigger,
    stop: legs.stop,
    target: legs.target,
    outcome: 'sent',
    rule: null,
  }
}

function legName(order: Order): string {
  return order.type === 'trailing-stop' ? 'trailing stop' : 'stop'
}
