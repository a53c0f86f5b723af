import { hasEnded } from '../../../market/orders.ts'
import type { Account, BrokerEvent, BrokerOrder, BrokerPosition, OrdersQuery } from '../../../ports/broker.ts'
import type { KeptEvent, OrderRecord } from './body.ts'
import type { LiveAccount } from './live-account.ts'
import { reserved } from './refusals.ts'

/** An order as the port tells it. */
export function orderOf(account: LiveAccount, record: OrderRecord): BrokerOrder {
  return withLegs(record, account.legsOf(record))
}

/** The same from records alone. */
export function withLegs(record: OrderRecord, legs: readonly OrderRecord[]): BrokerOrder {
  const { number: _, core: __, base: ___, reduces: ____, ...order } = record
  return { ...order, legs: legs.map((leg) => withLegs(leg, [])) }
}

/** The account in dollars: buying power is what margin times equity leaves beside positions and open entries. */
export function accountOf(account: LiveAccount, name: string): Account {
  const { exchange } = account.driven
  const equity = exchange.equity()
  const buyingPower = exchange.options.margin * equity - exchange.grossValue() - reserved(account)
  return {
    id: name,
    mode: 'paper',
    cash: exchange.account.cash,
    equity,
    buyingPower: Math.max(0, Math.floor(buyingPower * 100 + 1e-6) / 100),
    lastEquity: account.body.lastEquity,
    maintenance: exchange.maintenance(),
    state: 'active',
  }
}

export function positionsOf({ driven: { exchange } }: LiveAccount): BrokerPosition[] {
  return exchange.listings.flatMap(({ symbol }, i) => {
    const shares = exchange.shares(i)
    const price = exchange.lastPrice(i)
    const averagePrice = exchange.averagePrice(i)
    return shares === 0 ? [] : [{ symbol, shares, averagePrice, price: Number.isNaN(price) ? null : price }]
  })
}

/** Orders newest first; open legs whose entry has ended stand on their own among the open ones. */
export function ordersOf(records: readonly OrderRecord[], { status, after }: OrdersQuery): BrokerOrder[] {
  const legs = Map.groupBy(records, (one) => one.parent)
  const byId = new Map(records.map((one) => [one.id, one]))
  const entryLives = ({ parent }: OrderRecord) => parent !== null && byId.has(parent) && !hasEnded(byId.get(parent)!)
  const wanted = (one: OrderRecord) =>
    status === 'all' ? one.parent === null || !byId.has(one.parent) : !hasEnded(one) && !entryLives(one)
  return records
    .filter((one) => wanted(one) && (after === undefined || one.submittedAt > after))
    .sort((a, b) => b.submittedAt - a.submittedAt || b.number - a.number)
    .map((one) => withLegs(one, legs.get(one.id) ?? []))
}

/** What was told of an order, with its legs as they are now. */
export function eventOf(account: LiveAccount, { at, word, order, fill }: KeptEvent): BrokerEvent {
  const told = withLegs(order, account.legsOf(order))
  return fill === null ? { type: 'order', at, word, order: told } : { type: 'fill', at, order: told, fill }
}
