import { OpenbellError } from '../core/errors.ts'
import type { Instant } from '../core/time.ts'
import type { Exchange } from '../exchange/exchange.ts'
import type { Order } from '../exchange/order.ts'
import type { ProtectingLegs, TimeInForce } from '../market/orders.ts'
import { type SizingFacts, sizeOf, wholeShares, whyNoShare } from '../strategy/sizing.ts'
import type { Entry, Exit } from '../strategy/types.ts'
import type { Moment } from './cursor.ts'
import { Decisions } from './decisions.ts'
import { type Fault, readCancel, readEntry, readExit, readProtect } from './intents.ts'
import type { Ledger } from './ledger.ts'
import { blankRequest, NO_LEGS, sendable, sendableLegs, type Wanted, writeRequest } from './order-request.ts'
import { moveLegs } from './protect.ts'
import { endOf, isEntry, isExit, isLeg, wrongSide } from './resting.ts'
import type { Verdict } from './risk/types.ts'
import type { RiskWatch } from './risk-watch.ts'
import type { Tally } from './tally.ts'
import type { Decision } from './types.ts'

/** Whose turn it is to ask: a listing, every one, or nobody (outside of a step). */
export const EVERYBODY = -2
export const NOBODY = -1

const CALLED_OFF = 'called off by the strategy'
const NO_SHARE = 'size comes to 0 shares'
const LEG_NAMES: Partial<Record<Order['type'], string>> = { stop: 'stop', limit: 'target', 'trailing-stop': 'trailing stop' }

export interface BookParts {
  exchange: Exchange
  ledger: Ledger
  watch: RiskWatch | null
  tally: Tally
  moment: Moment
}

/**
 * From intents to orders. An intent is sized at once from the last close, judged by the risk gate where limits are in force, and submitted
 * at the close of its bar. Entries (and exits) that rest from an earlier bar give way to new ones of the same symbol, of either side: what a
 * strategy asked for last is what rests; several asked for on one bar stand together. An exit of the whole position takes resting entries
 * with it, and so does any exit while there is no position.
 */
export class Book {
  turn = NOBODY
  readonly #exchange: Exchange
  readonly #ledger: Ledger
  readonly #watch: RiskWatch | null
  readonly #tally: Tally
  readonly #decisions: Decisions
  /** Why each order was made, by order id; undefined for what the exchange made itself. */
  readonly #reasons: (string | undefined)[] = []
  #orders = 0
  /** Reused by every sizing. */
  readonly #facts: SizingFacts
  #sized = 0
  /** Reused by every order. */
  readonly #request = blankRequest()
  /** Somebody reads ids of orders: who keeps fills, and a broker's rules. A text for every order is not made for nobody. */
  readonly #numbered: boolean
  /** Why an order of ours is being canceled by ourselves; null = it ends at the exchange. */
  #callingOff: string | null = null
  /** Prices go out on the steps that brokers take: the gate, and an exchange with a broker's rules, refuse what lies between two. */
  readonly #onSteps: boolean

  readonly #moment: Moment

  constructor({ exchange, ledger, watch, tally, moment }: BookParts) {
    this.#moment = moment
    this.#exchange = exchange
    this.#ledger = ledger
    this.#watch = watch
    this.#tally = tally
    this.#decisions = new Decisions(tally, exchange.listings, this)
    const { accountRules, fractional } = exchange.options
    this.#numbered = tally.keep || accountRules !== 'none'
    this.#onSteps = watch !== null || accountRules !== 'none'
    const affordable = (dollars: number) => this.#affordable(dollars)
    this.#facts = { side: 'long', price: 0, entryPrice: 0, equity: 0, ceiling: 0, fractional, multiplier: 1, affordable }
  }

  /** Close of the step in progress. */
  get at(): Instant {
    return this.#moment.at
  }

  /** The reason that an order was made for; legs and what the exchange does by itself have their own. */
  reasonOf(order: Order): string {
    if (isLeg(order)) return LEG_NAMES[order.type] ?? order.type
    // What the exchange sends by itself is named for why: `margin-call-12`.
    return this.#reasons[order.id] ?? order.clientOrderId.replace(/-\d+$/, '').replaceAll('-', ' ')
  }

  /** An order from before this run (it was stopped and started again) counts as one of its own. */
  adopt(order: Order, reason: string): void {
    while (this.#reasons.length < order.id) this.#reasons.push(undefined)
    this.#reasons[order.id] = reason
  }

  /** An order ended before it was filled whole: counted, so that a run can say what became of every intent. */
  ended(order: Order): void {
    if (this.#reasons[order.id] === undefined || (order.filled > 0 && this.#callingOff !== null)) return
    const how = order.filled > 0 ? `filled in part, the rest ${order.state}` : `${order.state} unfilled`
    this.#tally.cameToNothing(`${how}: ${this.#callingOff ?? endOf(order)}`)
  }

  /** Orders that intents made and that nothing has become of yet. */
  waiting(): number {
    if (this.#exchange.resting === 0) return 0
    const isWaiting = (order: Order) => this.#reasons[order.id] !== undefined && order.filled === 0
    return this.#exchange.listings.reduce((sum, _, i) => sum + this.#exchange.restingOf(i).filter(isWaiting).length, 0)
  }

  /** Opens or adds, long for `buy` and short for `short`; a position the other way is closed first. */
  enter(listing: number, action: 'buy' | 'short', entry: Entry): void {
    this.#begin(listing, action)
    const { fault, limit, trigger, legs, tif, reason } = readEntry(entry, action)
    const side = action === 'buy' ? 'buy' : 'sell'
    const price = limit ?? trigger ?? this.#ledger.lastPrice(listing)
    const shares = fault === null ? this.#size(listing, action, entry, price) : 0
    const wanted = { listing, side, shares, limit, trigger, legs, tif, reduces: false } as const
    const wrong = fault ?? faultOf(wrongSide(side, price, legs)) ?? (shares > 0 ? null : this.#noShare(entry))
    if (wrong !== null) {
      this.#decisions.ignore(action, wanted, reason, wrong)
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
    const { fault, shares, limit, tif, reason } = readExit(exit)
    if (fault !== null) {
      this.#decisions.plain('exit', listing, reason, fault)
      return
    }
    const held = Math.abs(this.#ledger.shares(listing))
    const whole = shares === null || shares >= held
    const canceled = whole ? this.#cancelAll(listing, isEntry, reason, CALLED_OFF) : 0
    const closing = whole ? held : wholeShares(shares, this.#facts.fractional)
    if (held === 0) this.#decisions.plain('exit', listing, reason, canceled > 0 ? null : faultOf('no position'))
    else if (closing === 0) this.#decisions.plain('exit', listing, reason, { what: NO_SHARE, value: `${shares} asked for` })
    else {
      this.#cancelEarlier(listing, isExit, 'a newer exit takes its place')
      this.#close(listing, closing, limit, tif, reason)
    }
  }

  /** Sets, moves or takes away the legs that protect the position. */
  protect(listing: number, wish: Partial<ProtectingLegs> & { reason: string }): void {
    this.#begin(listing, 'protect')
    const { fault, legs: read, reason } = readProtect(wish)
    const held = this.#ledger.shares(listing)
    const side = held > 0 ? 'sell' : 'buy'
    const legs = this.#onSteps ? sendableLegs(read, side, this.#exchange.listings[listing].symbol) : read
    const asked = { ...NO_LEGS, ...legs }
    const shares = Math.abs(held)
    const wanted = { listing, side, shares, limit: null, trigger: null, legs: asked, tif: 'gtc', reduces: true } as const
    const entrySide = held > 0 ? 'buy' : 'sell'
    const wrong = fault ?? faultOf(held === 0 ? 'no position' : wrongSide(entrySide, this.#ledger.lastPrice(listing), asked))
    if (wrong !== null) {
      this.#decisions.ignore('protect', wanted, reason, wrong)
      return
    }
    const position = { exchange: this.#exchange, listing, held, at: this.at, nextId: () => this.#nextId(listing) }
    const refused = moveLegs(position, legs)
    this.#decisions.take('protect', wanted, reason, refused === null ? 'sent' : 'rejected', refused)
  }

  /** Cancels resting entries. */
  cancel(listing: number, options: { reason: string }): void {
    this.#begin(listing, 'cancel')
    const reason = readCancel(options)
    this.#decisions.plain(
      'cancel',
      listing,
      reason,
      this.#cancelAll(listing, isEntry, reason, CALLED_OFF) > 0 ? null : faultOf('nothing rests'),
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

  #size(listing: number, action: 'buy' | 'short', entry: Entry, entryPrice: number): number {
    const { margin } = this.#exchange.options
    const facts = this.#facts
    const equity = this.#ledger.equity()
    this.#sized = listing
    facts.side = action === 'buy' ? 'long' : 'short'
    facts.price = this.#ledger.lastPrice(listing)
    facts.entryPrice = entryPrice
    facts.equity = equity
    facts.ceiling = margin * equity
    facts.multiplier = this.#exchange.listings[listing].multiplier
    return sizeOf(entry, facts)
  }

  /** Of the entry just sized. */
  #noShare(entry: Entry): Fault {
    return { what: NO_SHARE, value: whyNoShare(entry, this.#facts) }
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
    const wanted = this.#onSteps ? sendable(asked, symbol) : asked
    const verdict = this.#watch === null ? null : this.#watch.judge(wanted, this.at, turning)
    const shares = verdict === null ? wanted.shares : verdict.shares
    const rule = verdict === null ? null : ruleOf(verdict)
    if (verdict?.outcome === 'deny' || shares <= 0) {
      this.#decisions.take(action, wanted, reason, 'denied', rule)
      return false
    }
    const limit = verdict === null ? null : verdict.marketableLimit
    writeRequest(this.#request, wanted, shares, limit, symbol, this.#numbered ? this.#nextId(wanted.listing) : symbol)
    const order = this.#exchange.submit(this.#request, this.at)
    while (this.#reasons.length < order.id) this.#reasons.push(undefined)
    this.#reasons[order.id] = reason
    const outcome = order.state === 'rejected' ? 'rejected' : verdict?.outcome === 'shrink' ? 'shrunk' : 'sent'
    this.#decisions.take(action, wanted, reason, outcome, outcome === 'rejected' ? order.reason : rule, order)
    if (outcome === 'rejected') return false
    this.#watch?.sent(wanted, shares, this.at)
    return true
  }

  #nextId(listing: number): string {
    return `${this.#exchange.listings[listing].symbol}-${++this.#orders}`
  }

  #cancelEarlier(listing: number, which: (order: Order) => boolean, reason: string): void {
    if (this.#exchange.resting > 0) this.#cancelResting(listing, which, this.at, reason, reason)
  }

  /** Of our own orders only: what the exchange sent to meet a margin call stays. `counted`: the same reason in words that repeat. */
  #cancelAll(listing: number, which: (order: Order) => boolean, reason: string, counted = reason): number {
    return this.#exchange.resting === 0 ? 0 : this.#cancelResting(listing, which, Number.POSITIVE_INFINITY, reason, counted)
  }

  /** Of those submitted before an instant. */
  #cancelResting(listing: number, which: (order: Order) => boolean, before: Instant, reason: string, counted: string): number {
    const isMeant = (order: Order) => this.#reasons[order.id] !== undefined && which(order) && order.submittedAt < before
    const found = this.#exchange.restingOf(listing).filter(isMeant)
    this.#callingOff = counted
    for (const { id } of found) this.#exchange.cancel(id, this.at, reason)
    this.#callingOff = null
    return found.length
  }
}

function faultOf(what: string | null): Fault | null {
  return what === null ? null : { what, value: null }
}

/** The rule that denied or shrank. */
function ruleOf({ outcome, rules }: Verdict): string | null {
  if (outcome === 'allow') return null
  return rules.find((one) => one.outcome === outcome)?.rule ?? null
}
