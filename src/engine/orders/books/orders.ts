import type { Instant } from '../../../core/time.ts'
import { hasEnded } from '../../../market/orders.ts'
import type { BrokerFill, BrokerOrder } from '../../../ports/broker.ts'
import type { OwnOrder } from '../types.ts'
import { BrokerIds } from './broker-ids.ts'
import { filledOrder, toldOrder } from './make-order.ts'
import { addFill, addTold, filledOf, isComplete, lateShares, merge, newRecord, type OrderRecord, unbookedOf } from './record.ts'
import { detailsOf, stateTold, termsOf } from './told.ts'

/** Ended orders that are kept in full; those that ended before are in the journal alone. */
const KEPT_ENDED = 5000

/**
 * Orders as the journal and the broker tell them. What the broker says of an order outranks what we concluded ourselves (`denied`,
 * `rejected`, given up): an order that shows up after all is open again. What the broker ended has ended for ever; fills that come later
 * count and are said in its reason. Filled shares never fall, and old news (by the broker's own stamp) changes nothing but what fell behind.
 */
export class Orders {
  readonly orders = new Map<string, OwnOrder>()
  readonly #records = new Map<string, OrderRecord>()
  readonly #open = new Set<string>()
  readonly #unbooked = new Set<OrderRecord>()
  readonly #ended: string[] = []
  #forgotten = 0
  readonly #ids = new BrokerIds()

  get byBrokerId(): ReadonlyMap<string, string> {
    return this.#ids.byBrokerId
  }

  open(): OwnOrder[] {
    return Array.from(this.#open, (id) => this.orders.get(id) as OwnOrder)
  }

  /** Signed shares by symbol, and what they cost, that orders are said to have filled and whose fills are still to come. */
  unbooked(): Map<string, { shares: number; price: number | null }> {
    const found = new Map<string, { shares: number; price: number | null }>()
    for (const record of this.#unbooked) {
      const { symbol, side, averagePrice } = record.order
      const shares = (side === 'buy' ? 1 : -1) * unbookedOf(record) + (found.get(symbol)?.shares ?? 0)
      found.set(symbol, { shares, price: averagePrice })
    }
    return found
  }

  /** The positions are taken from the broker: what has filled by then is in them. */
  begin(): void {
    for (const record of this.#records.values()) record.counted = Number.POSITIVE_INFINITY
    this.#unbooked.clear()
  }

  #note(record: OrderRecord): void {
    if (unbookedOf(record) > 0) this.#unbooked.add(record)
    else this.#unbooked.delete(record)
  }

  find(clientOrderId: string | null): OrderRecord | null {
    return (clientOrderId !== null && this.#records.get(clientOrderId)) || null
  }

  /** Takes an order that we made; where the broker told of it first, it turns out to be ours. */
  add(order: OwnOrder): OrderRecord {
    const known = this.#records.get(order.clientOrderId)
    if (known) {
      const { intent, reduces, intendedAt } = order
      // A fill alone told nothing of its terms.
      const terms = known.order.status === null ? termsOf(order) : {}
      this.change(known, { ...terms, intent, reduces, intendedAt, foreign: false }, known.order.changedAt)
      return known
    }
    return this.#insert(order)
  }

  #insert(order: OwnOrder): OrderRecord {
    const record = newRecord(order)
    this.#records.set(order.clientOrderId, record)
    this.change(record, {}, order.changedAt)
    return record
  }

  change(record: OrderRecord, changes: Partial<OwnOrder>, at: Instant): void {
    const before = this.orders.get(record.order.clientOrderId)
    const order: OwnOrder = { ...record.order, ...changes, changedAt: Math.max(at, record.order.changedAt) }
    record.order = order
    this.orders.set(order.clientOrderId, order)
    if (!hasEnded(order)) this.#open.add(order.clientOrderId)
    else if (!before || !hasEnded(before)) this.#end(order.clientOrderId)
  }

  #end(clientOrderId: string): void {
    this.#open.delete(clientOrderId)
    this.#ended.push(clientOrderId)
    if (this.#ended.length - this.#forgotten <= KEPT_ENDED) return
    const oldest = this.#ended[this.#forgotten++]
    if (!this.#open.has(oldest)) {
      const record = this.#records.get(oldest)
      if (record) this.#unbooked.delete(record)
      this.#records.delete(oldest)
      this.orders.delete(oldest)
    }
    if (this.#forgotten > KEPT_ENDED) {
      this.#ended.splice(0, this.#forgotten)
      this.#forgotten = 0
    }
  }

  /** Takes what the broker says of an order and of its legs. */
  told(told: BrokerOrder, at: Instant, parent: OrderRecord | null = null): void {
    const record = this.#recordOf(told)
    // Of an order that ended long ago nothing new is told.
    if (record) this.#apply(record, told, at, parent)
    for (const leg of told.legs) this.told(leg, at, record)
  }

  /** Null = it ended so long ago that it is no longer kept. */
  #recordOf(told: BrokerOrder): OrderRecord | null {
    const indexed = this.#ids.byBrokerId.get(told.id)
    const named = this.#records.get(told.clientOrderId)
    if (indexed !== undefined && indexed !== told.clientOrderId) {
      const other = this.#records.get(indexed)
      if (other?.nameless) return this.#rename(other, told, named)
      if (other) return other
    }
    if (named) return named
    return indexed === undefined ? this.#first(told) : null
  }

  /** An order that is told of for the first time: what it has filled was told by others, or is in the positions. */
  #first(told: BrokerOrder): OrderRecord {
    const record = this.#insert(toldOrder(told))
    record.counted = told.filled
    return record
  }

  /** A fill came before its order was known; now its name is. */
  #rename(nameless: OrderRecord, told: BrokerOrder, named: OrderRecord | undefined): OrderRecord {
    const { clientOrderId } = nameless.order
    this.#records.delete(clientOrderId)
    this.orders.delete(clientOrderId)
    this.#open.delete(clientOrderId)
    const record = named ?? this.#first(told)
    this.#unbooked.delete(nameless)
    merge(record, nameless)
    return record
  }

  #apply(record: OrderRecord, told: BrokerOrder, at: Instant, parent: OrderRecord | null): void {
    const old = told.updatedAt !== null && told.updatedAt < record.told.updatedAt
    addTold(record, told)
    record.nameless = false
    this.#index(told.id, record)
    this.#note(record)
    const { filled, averagePrice } = filledOf(record)
    const changes: Partial<OwnOrder> = { filled, averagePrice, ...(!record.final && !old && detailsOf(told, record)) }
    if (!record.final) Object.assign(changes, stateTold(told, filled, record))
    if (changes.state !== undefined && hasEnded({ state: changes.state })) record.final = true
    this.change(record, changes, told.updatedAt ?? at)
    this.#link(record, told, parent)
  }

  #index(brokerId: string, record: OrderRecord): void {
    if (record.order.brokerId === null) record.order = { ...record.order, brokerId }
    this.#ids.name(brokerId, record.order.clientOrderId)
  }

  #link(record: OrderRecord, told: BrokerOrder, parent: OrderRecord | null): void {
    const { clientOrderId } = record.order
    const set = (id: string, changes: Partial<OwnOrder>) => {
      const one = this.#records.get(id)
      if (one) this.change(one, changes, one.order.changedAt)
    }
    const adopt = (parentId: string) => {
      const foreign = record.order.foreign && (this.orders.get(parentId)?.foreign ?? true)
      set(clientOrderId, { parent: parentId, leg: told.leg ?? record.order.leg, reduces: true, foreign })
    }
    if (record.order.parent === null) {
      if (parent) adopt(parent.order.clientOrderId)
      else if (told.parent !== null) this.#ids.when(told.parent, adopt)
    }
    if (told.replacedBy !== null && record.order.replacedBy === null) {
      this.#ids.when(told.replacedBy, (id) => set(clientOrderId, { replacedBy: id }))
    }
    if (told.replaces !== null && record.order.replaces === null) {
      this.#ids.when(told.replaces, (id) => set(clientOrderId, { replaces: id }))
    }
  }

  /** Counts a fill on its order; false when it is counted already. */
  filled(fill: BrokerFill, clientOrderId: string | null, at: Instant): boolean {
    const indexed = this.#ids.byBrokerId.get(fill.orderId)
    const record = this.find(indexed ?? null) ?? this.find(fill.clientOrderId) ?? this.find(clientOrderId)
    if (!record) return this.#fillOfUnknown(fill, indexed, at)
    if (!addFill(record, fill)) return false
    this.#index(fill.orderId, record)
    this.#afterFill(record, at)
    return true
  }

  #fillOfUnknown(fill: BrokerFill, indexed: string | undefined, at: Instant): boolean {
    // Its order ended long ago: the journal's own keys have kept what was told twice out.
    if (indexed !== undefined) return true
    const record = this.#insert(filledOrder(fill.clientOrderId ?? fill.orderId, fill))
    record.nameless = fill.clientOrderId === null
    addFill(record, fill)
    this.#index(fill.orderId, record)
    this.#afterFill(record, at)
    return true
  }

  #afterFill(record: OrderRecord, at: Instant): void {
    this.#note(record)
    const { filled, averagePrice } = filledOf(record)
    const late = lateShares(record)
    if (record.final) {
      const reason = late > 0 ? `${late} shares filled after it was ${record.order.state}` : record.order.reason
      this.change(record, { filled, averagePrice, reason }, at)
      return
    }
    record.final = isComplete(record, filled)
    const state = record.final ? 'filled' : 'partially-filled'
    // The broker's last word of an order that its fills have completed is an old one.
    this.change(record, { filled, averagePrice, state, reason: null, ...(record.final && { status: null }) }, at)
  }
}
