import type { DayNumber, Instant } from '../../../core/time.ts'
import { toDollars } from '../../../exchange/account/money.ts'
import { hasEnded, type OrderState } from '../../../market/orders.ts'
import type { TradingState } from '../../risk/types.ts'
import type { BookPosition, Books, BooksHistory } from '../books.ts'
import type { JournalBody, JournalEvent } from '../journal.ts'
import type { OwnOrder } from '../types.ts'
import { Entries } from './entries.ts'
import { EntryValues, ownWorth } from './entry-values.ts'
import { Holdings } from './holdings.ts'
import { deniedOrder, intendedOrder, reasonOf } from './make-order.ts'
import { Marks } from './marks.ts'
import { Orders } from './orders.ts'

/**
 * Books of one account, empty until entries of its journal are taken. `dayOf`: exchange date of an instant. Entries up to `seq` are
 * taken already and ignored. Orders that ended more than 5,000 endings ago are in the journal alone (their broker ids stay known).
 */
export function createBooks(dayOf: (at: Instant) => DayNumber): Books {
  return new JournalBooks(dayOf)
}

/** States in which an order has not been heard of by the broker, as far as we know. */
const OURS: ReadonlySet<OrderState> = new Set(['intended', 'submitted', 'unknown'])

class JournalBooks implements Books {
  isOpen = false
  seq = 0
  fills = 0
  state: TradingState = 'active'
  stateSetBy: Books['stateSetBy'] = null
  diverged: string | null = null
  readonly history: BooksHistory
  readonly #orders = new Orders()
  readonly #holdings: Holdings
  readonly #marks = new Marks()
  readonly #entries = new Entries()
  readonly #values = new EntryValues()

  constructor(dayOf: (at: Instant) => DayNumber) {
    this.#holdings = new Holdings(dayOf)
    const [marks, entries, values, { realised }] = [this.#marks, this.#entries, this.#values, this.#holdings]
    this.history = {
      equityAtDayStart: (day, lastClose) => marks.equityAtStart(day, lastClose),
      equityPeak: (day, days) => marks.peak(day, days),
      entriesBetween: (from, to) => entries.between(from, to),
      notionalSince: (from, except) => values.since(from, except),
      realisedOn: (day) => realised.on(day),
      roundTrips: realised.roundTrips,
      get losingStreak() {
        return realised.losingStreak
      },
      get lastLossAt() {
        return realised.lastLossAt
      },
    }
  }

  get cash(): number {
    return toDollars(this.#holdings.cashMicros)
  }

  get cashMicros(): number {
    return this.#holdings.cashMicros
  }

  get positions(): ReadonlyMap<string, BookPosition> {
    return this.#holdings.positions
  }

  get orders(): ReadonlyMap<string, OwnOrder> {
    return this.#orders.orders
  }

  get byBrokerId(): ReadonlyMap<string, string> {
    return this.#orders.byBrokerId
  }

  unbooked(): ReadonlyMap<string, { shares: number; price: number | null }> {
    return this.#orders.unbooked()
  }

  openOrders(): OwnOrder[] {
    return this.#orders.open()
  }

  shares(symbol: string): number {
    return this.#holdings.positions.get(symbol)?.shares ?? 0
  }

  take(event: JournalEvent): void {
    if (event.seq <= this.seq) return
    this.seq = event.seq
    const { body, at, clientOrderId } = event
    switch (body.kind) {
      case 'opened':
        this.isOpen = true
        this.diverged = null
        this.fills = 0
        this.#orders.begin()
        this.#holdings.open(body.cash, body.positions, at)
        return
      case 'filled':
        if (!this.#orders.filled(body.fill, clientOrderId, at)) return
        this.fills++
        this.#holdings.fill(body.fill)
        return
      case 'told':
        this.#orders.told(body.order, at)
        return
      case 'activity':
        this.#activity(body.activity)
        return
      case 'marked':
        this.#marks.take(body.day, body.equity, at)
        return
      case 'state':
        this.state = body.state
        this.stateSetBy = { by: body.by, reason: body.reason, at }
        return
      case 'reconciled':
        this.diverged = null
        return
      case 'diverged':
        this.diverged = body.sentence
        return
      default:
        if (clientOrderId !== null) this.#ofOrder(body, clientOrderId, at)
    }
  }

  #activity(activity: Extract<JournalBody, { kind: 'activity' }>['activity']): void {
    if (activity.kind === 'shares') {
      this.#holdings.move(activity)
      return
    }
    this.#holdings.pay(activity.amount)
    if (activity.what === 'transfer') this.#marks.transfer(activity.amount, activity.at)
  }

  /** What we did about an order, or concluded of it. */
  #ofOrder(body: JournalBody, clientOrderId: string, at: Instant): void {
    if (body.kind === 'intended') {
      this.#orders.add(intendedOrder({ ...body.request, clientOrderId }, body.intent, at))
      if (!body.request.reduces) this.#values.add({ id: clientOrderId, at, value: body.value ?? ownWorth(body.request) })
      return
    }
    const record = this.#orders.find(clientOrderId)
    if (!record) {
      if (body.kind === 'denied') this.#orders.add(deniedOrder(clientOrderId, body.intent, body.verdict, at))
      return
    }
    if (body.kind === 'submitted' && !record.sent) {
      record.sent = true
      if (!record.order.reduces) this.#entries.add(at)
    }
    if (body.kind === 'cancel-requested') record.cancelReason = body.reason
    if (body.kind === 'replace-requested') this.#replace(clientOrderId, body.successor, at)
    const changes = changesOf(body, record.order.state)
    if (changes) this.#orders.change(record, changes, at)
  }

  #replace(clientOrderId: string, successor: string, at: Instant): void {
    const record = this.#orders.find(successor)
    if (record) this.#orders.change(record, { replaces: clientOrderId }, at)
  }
}

/** Null = the entry says nothing new of an order of which the broker has spoken; only giving it up ends one that the broker has lost. */
function changesOf(body: JournalBody, state: OrderState): Partial<OwnOrder> | null {
  if (body.kind === 'cancel-requested') return { cancelRequested: true }
  if (body.kind === 'dropped') return hasEnded({ state }) ? null : { state: 'canceled', reason: body.reason }
  if (!OURS.has(state)) return null
  switch (body.kind) {
    case 'submitted':
      return { state: 'submitted', reason: null }
    case 'unknown':
      return { state: 'unknown', reason: body.reason }
    // It is certainly not at the broker, and may be sent again.
    case 'absent':
      return { state: 'intended', reason: body.reason }
    case 'rejected':
      return { state: 'rejected', reason: body.reason }
    case 'denied':
      return { state: 'denied', reason: reasonOf(body.verdict) }
    default:
      return null
  }
}
