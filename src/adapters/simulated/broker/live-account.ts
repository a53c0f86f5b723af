import { OpenbellError } from '../../../core/errors.ts'
import type { Instant } from '../../../core/time.ts'
import { createDriven, type DrivenExchange, type DrivenOptions, restoreDriven } from '../../../exchange/drive/driven.ts'
import type { Order } from '../../../exchange/order.ts'
import { hasEnded } from '../../../market/orders.ts'
import type { BrokerActivity, BrokerFill } from '../../../ports/broker.ts'
import { type AccountBody, BODY_VERSION, EVENTS_KEPT, type OrderRecord } from './body.ts'
import { hearEvent } from './hear.ts'

/** What a live account is made of besides what is stored. */
export type LiveParts = Omit<DrivenOptions, 'closed'>

/** A simulated account in memory: the exchange it trades at and the broker's records of it, changed together. */
export class LiveAccount {
  readonly body: AccountBody
  readonly driven: DrivenExchange
  /** Stored version that it was read from; 0 = not stored yet. */
  version: number
  /** Something happened that is not stored. */
  dirty = false
  readonly byId = new Map<string, OrderRecord>()
  readonly byClientId = new Map<string, OrderRecord>()
  readonly byCore = new Map<number, OrderRecord>()
  /** Entries with legs that have ended, by their number in the core. */
  readonly entries = new Map<number, OrderRecord>()
  /** Orders that rest in the core. */
  readonly coreOrders = new Map<number, Order>()
  /** The record whose order is being handed to the core. */
  placing: OrderRecord | null = null
  /** A change that was asked for is being made: what the core tells of it is no news. */
  changing = false
  /** Shares held, as the records have followed them. */
  readonly held = new Map<number, number>()

  constructor(stored: { version: number; body: AccountBody } | null, now: Instant, parts: LiveParts) {
    const closed = (equity: number) => {
      this.body.lastEquity = equity
      this.dirty = true
    }
    const listener = (event: Parameters<typeof hearEvent>[1], at: Instant) => hearEvent(this, event, at)
    this.version = stored?.version ?? 0
    if (stored === null) {
      this.driven = createDriven(now, { ...parts, closed }, listener)
      this.body = newBody(now, this.driven)
      return
    }
    this.body = requireBody(stored.body)
    this.driven = restoreDriven(stored.body.driven, { ...parts, closed }, listener)
    this.#index()
  }

  get time(): Instant {
    return this.driven.time
  }

  #index(): void {
    const { exchange } = this.driven
    for (const record of this.body.orders) this.keep(record)
    for (let i = 0; i < exchange.listings.length; i++) {
      this.held.set(i, exchange.shares(i))
      for (const order of exchange.restingOf(i)) this.coreOrders.set(order.id, order)
    }
  }

  /** Puts a record into the indexes. */
  keep(record: OrderRecord): void {
    this.byId.set(record.id, record)
    this.byClientId.set(record.clientOrderId, record)
    if (record.core !== null) this.byCore.set(record.core, record)
  }

  /** Takes a new record in. */
  add(record: Omit<OrderRecord, 'number' | 'id'>): OrderRecord {
    const number = this.body.nextOrder++
    const made: OrderRecord = { ...record, number, id: `${this.body.since.toString(36)}-${number}` }
    this.body.orders.push(made)
    this.keep(made)
    this.dirty = true
    return made
  }

  /** After records have left for the archive. */
  reindex(): void {
    this.byId.clear()
    this.byClientId.clear()
    for (const record of this.body.orders) this.keep(record)
  }

  /** Legs of an order, its stop first. */
  legsOf({ id }: Pick<OrderRecord, 'id'>): OrderRecord[] {
    return this.body.orders.filter((one) => one.parent === id).sort((a, b) => (a.leg === b.leg ? 0 : a.leg === 'stop' ? -1 : 1))
  }

  openOrders(): OrderRecord[] {
    return this.body.orders.filter((one) => !hasEnded(one))
  }

  /** Shares that may still fill. */
  remaining(record: OrderRecord): number {
    const order = record.core === null ? undefined : this.coreOrders.get(record.core)
    return order ? order.shares - order.filled : (record.shares ?? 0) - record.filled
  }

  tell(word: string, record: OrderRecord, at: Instant, fill: BrokerFill | null = null): void {
    const { body } = this
    record.updatedAt = at
    body.events.push({ number: body.nextEvent++, at, word, order: { ...record }, fill })
    if (body.events.length > 2 * EVENTS_KEPT) body.events.splice(0, body.events.length - EVENTS_KEPT)
    this.dirty = true
  }

  act(activity: BrokerActivity): void {
    this.body.activities.push(activity)
    this.dirty = true
  }

  /** Everything as it is stored. */
  stored(): AccountBody {
    const { body } = this
    this.refresh()
    return { ...body, events: body.events.slice(-EVENTS_KEPT), driven: this.driven.state() }
  }

  /** Stops that moved by themselves. */
  refresh(): void {
    for (const [core, record] of this.byCore) {
      const order = this.coreOrders.get(core)
      if (order && record.type === 'trailing-stop') record.stop = order.stop
    }
  }
}

function newBody(now: Instant, driven: DrivenExchange): AccountBody {
  return {
    version: BODY_VERSION,
    since: now,
    driven: driven.state(),
    lastEquity: driven.exchange.equity(),
    nextOrder: 1,
    nextEvent: 1,
    nextActivity: 1,
    orders: [],
    activities: [],
    events: [],
    pages: 0,
  }
}

function requireBody(body: AccountBody): AccountBody {
  if (body.version === BODY_VERSION) return body
  const found = `the simulated account was kept in form ${body.version}, this program reads form ${BODY_VERSION}`
  throw new OpenbellError('config', found, 'openbell trade account --account NAME')
}
