import type { Instant } from '../../core/time.ts'
import { snapShares, toDollars } from '../../exchange/account/money.ts'
import type { Fill, Order } from '../../exchange/order.ts'
import { hasEnded } from '../../market/orders.ts'
import type { BrokerFill } from '../../ports/broker.ts'
import type { Book } from '../book.ts'
import type { Ledger } from '../ledger.ts'
import type { Books } from '../orders/books.ts'
import type { JournalEvent } from '../orders/journal.ts'
import type { OwnOrder } from '../orders/types.ts'
import type { BrokerExchange } from './broker-exchange.ts'
import { type Decider, deciderPrefix, isExitId } from './intent-id.ts'
import { adopted, follow } from './mirror-orders.ts'

export interface MirrorSyncParts {
  exchange: BrokerExchange
  book: Book
  ledger: Ledger
  /** The account's books as they are now; after a failed write they are another object. */
  books(): Books
  decider: Decider
}

/** What came of the run's orders, and what the account got without it. */
export interface SyncNews {
  fills: Fill[]
  /** Orders whose state changed, as the books have them now. */
  changed: OwnOrder[]
}

/**
 * Brings what the journal has gained to the run's exchange, book and ledger: fills exactly, one by one, then the states of the orders, then
 * whatever holds the two books apart still (an account taken over, dividends, fees told later). After it, cash and positions are those of
 * the journal's books to the millionth.
 */
export class MirrorSync {
  readonly #takenOver = new WeakSet<Order>()
  readonly #parts: MirrorSyncParts
  readonly #byClientId = new Map<string, Order>()
  readonly #listings: ReadonlyMap<string, number>
  readonly #own: string
  #executions = 0

  constructor(parts: MirrorSyncParts) {
    this.#parts = parts
    this.#listings = new Map(parts.exchange.listings.map(({ symbol }, i) => [symbol, i]))
    this.#own = deciderPrefix(parts.decider)
  }

  /** Ties an order that the run asked for to the one that the order path made of it. */
  bind(order: Order, own: OwnOrder): void {
    order.clientOrderId = own.clientOrderId
    this.#byClientId.set(own.clientOrderId, order)
  }

  clientIdOf(order: Order): string | null {
    return this.#byClientId.get(order.clientOrderId) === order ? order.clientOrderId : null
  }

  /** Takes new journal events and looks over the books. */
  take(events: readonly JournalEvent[], now: Instant): SyncNews {
    const news: SyncNews = { fills: [], changed: [] }
    for (const event of events) {
      if (event.body.kind === 'filled') this.#fill(event.body.fill, event.clientOrderId, news)
    }
    this.#followOrders(now, news)
    this.align(now)
    return news
  }

  /** True for an order that stands for shares which no fill explains: when they came is not known. */
  isTakenOver(order: Order): boolean {
    return this.#takenOver.has(order)
  }

  /** Puts right what fills do not explain. At a start that is everything that is held: at the row in which it was opened, where that is known. */
  align(now: Instant): void {
    const { ledger, exchange } = this.#parts
    const books = this.#parts.books()
    for (const [symbol, listing] of this.#listings) {
      const difference = snapShares(books.shares(symbol) - ledger.shares(listing))
      if (difference !== 0) this.#takeOver(symbol, listing, difference, now)
    }
    const cash = books.cashMicros - ledger.cashMicros
    if (cash !== 0) exchange.tell({ type: 'charge', kind: 'interest', listing: null, cash: -toDollars(cash), at: now })
  }

  #takeOver(symbol: string, listing: number, difference: number, now: Instant): void {
    const { ledger, exchange, book } = this.#parts
    const price = this.#parts.books().positions.get(symbol)?.averagePrice ?? ledger.position(listing).averagePrice
    const side = difference > 0 ? 'buy' : 'sell'
    const order = this.#strange(symbol, listing, side, Math.abs(difference), now)
    this.#takenOver.add(order)
    book.adopt(order, this.#reasonOfPosition(symbol))
    const fill = this.#fillOf(order, Math.abs(difference), price, 0, now)
    exchange.tell({ type: 'filled', order, fill, at: now })
  }

  /** Why a position is held: the reason of the newest entry in it. */
  #reasonOfPosition(symbol: string): string {
    let reason = 'held before'
    for (const own of this.#parts.books().orders.values()) {
      if (own.symbol === symbol && own.filled > 0 && own.intent && !own.intent.reduces) reason = own.intent.reason
    }
    return reason
  }

  #fill(fill: BrokerFill, clientOrderId: string | null, news: SyncNews): void {
    const listing = this.#listings.get(fill.symbol)
    if (listing === undefined) return
    const { exchange } = this.#parts
    const own = clientOrderId === null ? undefined : this.#parts.books().orders.get(clientOrderId)
    const order = (own && this.#known(own)) ?? this.#strange(fill.symbol, listing, fill.side, fill.shares, fill.at)
    if (own) this.#update(order, own)
    const told = this.#fillOf(order, fill.shares, fill.price, fill.fee, fill.at)
    const { totals } = exchange
    totals.fills++
    totals.fees += fill.fee
    totals.turnover += fill.shares * fill.price
    news.fills.push(told)
    exchange.tell({ type: 'filled', order, fill: told, at: fill.at })
  }

  #followOrders(now: Instant, news: SyncNews): void {
    const { exchange } = this.#parts
    for (const own of this.#parts.books().orders.values()) {
      const listing = this.#listings.get(own.symbol)
      if (listing === undefined) continue
      const known = this.#byClientId.get(own.clientOrderId)
      if (!known) {
        if (!hasEnded(own) && !own.foreign) this.#known(own)
        continue
      }
      const before = this.#update(known, own)
      if (before === own.state) continue
      news.changed.push(own)
      const ended = own.state === 'canceled' || own.state === 'expired' || own.state === 'rejected' ? own.state : null
      if (ended && !hasEnded({ state: before })) exchange.tell({ type: ended, order: known, at: now, reason: own.reason })
    }
  }

  /** An order that the run has called off rests no more, whatever the broker has done with it so far. */
  #update(order: Order, own: OwnOrder): Order['state'] {
    const calledOff = order.state === 'canceled'
    const before = follow(order, own)
    if (calledOff && !hasEnded(order)) order.state = 'canceled'
    return calledOff ? order.state : before
  }

  /** The run's order of one of the books; what rests from before is taken over. */
  #known(own: OwnOrder): Order {
    const known = this.#byClientId.get(own.clientOrderId)
    if (known) return known
    const { exchange, book } = this.#parts
    const parent = own.parent === null ? null : (this.#byClientId.get(own.parent)?.id ?? 0)
    const listing = this.#listings.get(own.symbol)!
    const order = adopted(own, { id: exchange.nextId(), listing, parent, group: groupOf(own) })
    exchange.orders.set(order.id, order)
    this.#byClientId.set(own.clientOrderId, order)
    const { intent } = own
    if (intent && (intent.id.startsWith(this.#own) || intent.reduces)) book.adopt(order, intent.reason)
    return order
  }

  /** An order of somebody else, known only by what it did. */
  #strange(symbol: string, listing: number, side: Order['side'], shares: number, at: Instant): Order {
    return {
      clientOrderId: 'from-elsewhere-0',
      symbol,
      side,
      shares,
      type: 'market',
      limit: null,
      stop: null,
      trail: null,
      tif: 'day',
      extended: false,
      legs: null,
      group: null,
      reduceOnly: false,
      id: this.#parts.exchange.nextId(),
      listing,
      state: 'filled',
      filled: shares,
      averagePrice: null,
      submittedAt: at,
      parent: null,
      leg: null,
      reason: null,
    }
  }

  #fillOf(order: Order, shares: number, price: number, fee: number, time: Instant): Fill {
    return { executionId: ++this.#executions, order, shares, price, fee, slippageCost: 0, time, ambiguous: false, shrunk: false }
  }
}

/** Orders that protect have a group: legs of an entry, and what stands at the broker until it triggers. An exit that was asked for has none. */
function groupOf({ parent, clientOrderId, reduces, type, tif, intent }: OwnOrder): string | null {
  if (parent !== null) return `legs-${parent}`
  if (!reduces || (intent && isExitId(intent.id))) return null
  const waits = type === 'stop' || type === 'trailing-stop' || intent?.oco === true || tif === 'gtc'
  return waits ? `protect-${clientOrderId}` : null
}
