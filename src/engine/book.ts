import { OpenbellError } from '../core/errors.ts'
import type { Instant } from '../core/time.ts'
import type { Exchange } from '../exchange/exchange.ts'
import type { Order } from '../exchange/order.ts'
import type { Column } from '../market/bars.ts'
import type { ProtectingLegs, TimeInForce } from '../market/orders.ts'
import { type SizingFacts, sizeOf } from '../strategy/sizing.ts'
import type { Entry, Exit } from '../strategy/types.ts'
import type { Cursor, Moment } from './cursor.ts'
import { readEntry, readExit, readProtect, reasonOf } from './intents.ts'
import type { Ledger } from './ledger.ts'
import { orderRequest, sendable, type Wanted } from './order-request.ts'
import { moveLegs } from './protect.ts'
import { isEntry, isExit, isLeg, wrongSide } from './resting.ts'
import type { Verdict } from './risk/types.ts'
import type { RiskWatch } from './risk-watch.ts'
import type { Tally } from './tally.ts'
import type { Decision, PreparedSeries } from './types.ts'

/** Whose turn it is to ask: a listing, every one, or nobody (outside of a step). */
export const EVERYBODY = -2
export const NOBODY = -1

const NO_LEGS: ProtectingLegs = { stop: null, target: null, trail: null }
const LEG_NAMES: Partial<Record<Order['type'], string>> = { stop: 'stop', limit: 'target', 'trailing-stop': 'trailing stop' }

export interface BookParts {
  exchange: Exchange
  ledger: Ledger
  watch: RiskWatch | null
  tally: Tally
  moment: Moment
  series: readonly PreparedSeries[]
  cursors: readonly Cursor[]
}

/**
 * From intents to orders. An intent is sized at once from the last close, judged by the risk gate where limits are in force, and submitted
 * at the close of its bar. Entries (and exits) that rest from an earlier bar give way to new ones of the same symbol: what a strategy asked
 * for last is what rests; several asked for on one bar stand together. An exit of the whole position takes resting entries with it.
 */
export class Book {
  turn = NOBODY
  readonly #exchange: Exchange
  readonly #ledger: Ledger
  readonly #watch: RiskWatch | null
  readonly #tally: Tally
  /** Why each order was made, by order id; undefined for what the exchange made itself. */
  readonly #reasons: (string | undefined)[] = []
  #orders = 0
  /** Reused by every sizing. */
  readonly #facts: SizingFacts
  #sized = 0

  readonly #moment: Moment
  readonly #cursors: readonly Cursor[]
  readonly #closeTimes: readonly Column[]

  constructor({ exchange, ledger, watch, tally, moment, series, cursors }: BookParts) {
    this.#moment = moment
    this.#cursors = cursors
    this.#closeTimes = series.map(({ closeTime }) => closeTime)
    this.#exchange = exchange
    this.#ledger = ledger
    this.#watch = watch
    this.#tally = tally
    const { fractional } = exchange.options
    const affordable = (dollars: number) => this.#affordable(dollars)
    this.#facts = { side: 'long', price: 0, equity: 0, ceiling: 0, fractional, multiplier: 1, affordable }
  }

  /** Close of the step in progress. */
  get at(): Instant {
    const { listing } = this.#moment
    return this.#closeTimes[listing][this.#cursors[listing].row]
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
    const wanted = { listing, side, shares, limit, trigger, legs, tif, reduces: false } as const
    if (wrong !== null) {
      this.#decide(action, wanted, reason, 'ignored', wrong)
      return
    }
    this.#cancelEarlier(listing, isEntry, 'a newer entry takes its place')
    const held = this.#ledger.shares(listing)
    const turning = action === 'buy' ? held < 0 : held > 0
    if (turning) this.#cancelEarlier(listing, isExit, 'the position is turned')
    if (turning && !this.#close(listing, Math.abs(held), null, 'gtc', reason)) return
    this.#send(action, wanted, reason, turning)
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
    } else this.#decidePlain('exit', listing, reason, canceled > 0 ? null : 'no position')
  }

  /** Sets, moves or takes away the legs that protect the position. */
  protect(listing: number, legs: Partial<ProtectingLegs> & { reason: string }): void {
    this.#begin(listing, 'protect')
    const read = readProtect(legs)
    const held = this.#ledger.shares(listing)
    const { stop, target, trail } = { ...NO_LEGS, ...read }
    const asked = { stop, target, trail }
    const price = this.#ledger.lastPrice(listing)
    const wrong = held === 0 ? 'no position' : wrongSide(held > 0 ? 'buy' : 'sell', price, asked)
    const refused = wrong ?? moveLegs(this.#exchange, listing, held, read, this.at, () => this.#nextId(listing))
    const outcome = wrong !== null ? 'ignored' : refused !== null ? 'rejected' : 'sent'
    const side = held > 0 ? 'sell' : 'buy'
    const shares = Math.abs(held)
    const wanted = { listing, side, shares, limit: null, trigger: null, legs: asked, tif: 'gtc', reduces: true } as const
    this.#decide('protect', wanted, read.reason, outcome, refused)
  }

  /** Cancels resting entries. */
  cancel(listing: number, options: { reason: string }): void {
    this.#begin(listing, 'cancel')
    const reason = reasonOf(options?.reason, 'cancel')
    this.#decidePlain('cancel', listing, reason, this.#cancelAll(listing, isEntry, reason) > 0 ? null : 'nothing rests')
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
    this.#tally.ask(this.at, this.turn)
    // Where nothing is held the loop leaves the exchange's marks alone: it needs one when an order comes.
    this.#exchange.mark(listing, this.#ledger.lastPrice(listing))
  }

  #size(listing: number, action: 'buy' | 'short', entry: Entry, price: number): number {
    const { margin } = this.#exchange.options
    const facts = this.#facts
    const equity = this.#ledger.equity()
    this.#sized = listing
    facts.side = action === 'buy' ? 'long' : 'short'
    facts.price = price
    facts.equity = equity
    facts.ceiling = margin * equity
    facts.multiplier = this.#exchange.listings[listing].multiplier
    return sizeOf(entry, facts)
  }

  #affordable(dollars: number): number {
    const { side, price } = this.#facts
    return this.#exchange.affordable(this.#sized, side === 'long' ? 'buy' : 'sell', dollars, price, this.at)
  }

  /** True when an order that closes went out. */
  #close(listing: number, shares: number, limit: number | null, tif: TimeInForce, reason: string): boolean {
    const side = this.#ledger.shares(listing) > 0 ? 'sell' : 'buy'
    return this.#send('exit', { listing, side, shares, limit, trigger: null, legs: NO_LEGS, tif, reduces: true }, reason, false)
  }

  /** Judges and submits; `turning`: the position there is is being closed by an order just sent. */
  #send(action: Decision['action'], asked: Wanted, reason: string, turning: boolean): boolean {
    const { symbol } = this.#exchange.listings[asked.listing]
    const wanted = this.#watch === null ? asked : sendable(asked, symbol)
    const verdict = this.#watch === null ? null : this.#watch.judge(wanted, this.at, turning)
    const shares = verdict === null ? wanted.shares : verdict.shares
    const rule = verdict === null ? null : ruleOf(verdict)
    if (verdict?.outcome === 'deny' || shares <= 0) {
      this.#decide(action, wanted, reason, 'denied', rule)
      return false
    }
    const limit = verdict === null ? null : verdict.marketableLimit
    const request = orderRequest(wanted, shares, limit, symbol, this.#nextId(wanted.listing))
    const order = this.#exchange.submit(request, this.at)
    while (this.#reasons.length < order.id) this.#reasons.push(undefined)
    this.#reasons[order.id] = reason
    const outcome = order.state === 'rejected' ? 'rejected' : verdict?.outcome === 'shrink' ? 'shrunk' : 'sent'
    this.#decide(action, wanted, reason, outcome, outcome === 'rejected' ? order.reason : rule, order)
    if (outcome === 'rejected') return false
    this.#watch?.sent(this.at)
    return true
  }

  #nextId(listing: number): string {
    return `${this.#exchange.listings[listing].symbol}-${++this.#orders}`
  }

  #cancelEarlier(listing: number, which: (order: Order) => boolean, reason: string): void {
    const { at } = this
    if (this.#exchange.resting > 0) this.#cancelAll(listing, (order) => which(order) && order.submittedAt < at, reason)
  }

  /** Of our own orders only: what the exchange sent to meet a margin call stays. */
  #cancelAll(listing: number, which: (order: Order) => boolean, reason: string): number {
    if (this.#exchange.resting === 0) return 0
    const found = this.#exchange.restingOf(listing).filter((order) => this.#reasons[order.id] !== undefined && which(order))
    for (const { id } of found) this.#exchange.cancel(id, this.at, reason)
    return found.length
  }

  /** Counts what became of an intent, and keeps it where decisions are kept; `sent` is the order as it went out. */
  #decide(
    action: Decision['action'],
    wanted: Wanted,
    reason: string,
    outcome: Decision['outcome'],
    rule: string | null,
    sent: Pick<Order, 'shares' | 'limit'> = wanted,
  ): void {
    this.#tally.count(outcome, rule)
    if (!this.#tally.keep) return
    const { listing, trigger, legs } = wanted
    const { symbol } = this.#exchange.listings[listing]
    const { stop, target } = legs
    const { shares, limit } = sent
    this.#tally.decisions.push({ at: this.at, symbol, action, reason, shares, limit, trigger, stop, target, outcome, rule })
  }

  /** An intent without an order of its own; `ignored`: why nothing came of it. */
  #decidePlain(action: Decision['action'], listing: number, reason: string, ignored: string | null): void {
    const wanted = {
      listing,
      side: 'sell',
      shares: 0,
      limit: null,
      trigger: null,
      legs: NO_LEGS,
      tif: 'gtc',
      reduces: true,
    } as const
    this.#decide(action, wanted, reason, ignored === null ? 'sent' : 'ignored', ignored)
  }
}

/** The rule that denied or shrank. */
function ruleOf({ outcome, rules }: Verdict): string | null {
  if (outcome === 'allow') return null
  return rules.find((one) => one.outcome === outcome)?.rule ?? null
}
