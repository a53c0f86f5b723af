import { iso, isoDate } from '../../core/time.ts'
import { newYorkDay } from '../../market/calendar/new-york.ts'
import { accountView } from '../trading/account-view.ts'
import { decimal } from '../trading/decimal.ts'
import type { Desk } from '../trading/desk.ts'
import { wireOf } from '../trading/desk-order.ts'
import { heldForOrders } from '../trading/rules/account.ts'
import type { World } from '../world.ts'

/** The whole truth of the exchange, for tests that compare what a client believes with what is so. */
export function stateOf(world: World): Record<string, unknown> {
  const now = world.time.now()
  const { desk } = world.trading
  return {
    now: iso(now),
    start: iso(world.time.start),
    date: isoDate(newYorkDay(world.time.start)),
    phase: world.calendar.at(now).phase,
    speed: world.time.speed,
    seed: world.seed,
    source: world.source.name,
    feed: world.source.feed,
    rights: world.rights,
    account: { ...accountView(desk), cash: desk.exchange.account.cash },
    posted: desk.posted,
    positions: positions(desk),
    orders: desk.orders.map((order) => ({
      ...wireOf(order, false),
      number: order.number,
      parent: order.parent?.id ?? null,
      reason: order.reason,
    })),
    executions: executions(desk),
    keys: [...world.keys],
    requests: world.requests,
    faults: { pending: world.faults.pending(), served: world.faults.served() },
  }
}

function positions(desk: Desk): Record<string, unknown>[] {
  return [...desk.listedSymbols()]
    .filter(([, listing]) => desk.exchange.shares(listing) !== 0)
    .map(([symbol, listing]) => ({
      symbol,
      qty: decimal(desk.exchange.shares(listing)),
      avg_entry_price: decimal(desk.exchange.averagePrice(listing)),
      current_price: decimal(desk.exchange.lastPrice(listing)),
      held_for_orders: decimal(heldForOrders(desk, symbol)),
    }))
}

/** Every execution there was, oldest first. */
function executions(desk: Desk): Record<string, unknown>[] {
  return desk.activities
    .filter(({ type }) => type === 'FILL')
    .map(({ id, orderId, wire }) => ({
      id: id.split('::')[1],
      order_id: orderId,
      client_order_id: desk.byId.get(orderId ?? '')?.clientOrderId ?? null,
      symbol: wire.symbol,
      side: wire.side,
      qty: wire.qty,
      cum_qty: wire.cum_qty,
      price: wire.price,
      at: wire.transaction_time,
    }))
}
