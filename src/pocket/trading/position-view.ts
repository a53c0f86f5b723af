import { newYorkDay, newYorkMidnight } from '../../market/calendar/new-york.ts'
import { decimal } from './decimal.ts'
import type { Desk } from './desk.ts'
import type { Reference } from './reference.ts'
import { heldForOrders } from './rules/account.ts'

/** A position on the wire; short ones have negative quantities, values and costs. Shares of one are factors, not percent. */
export function positionView(
  desk: Desk,
  symbol: string,
  exchangeName: string,
  market: Reference | null,
): Record<string, unknown> {
  const listing = desk.listing(symbol)!
  const { exchange } = desk
  const shares = exchange.shares(listing)
  const average = exchange.averagePrice(listing)
  const price = exchange.lastPrice(listing)
  const cost = shares * average
  const value = shares * price
  const lastDay = market?.previousClose ?? price
  const today = sinceMidnight(desk, symbol)
  const carried = (shares - today.shares) * lastDay + today.paid
  const free = Math.max(0, Math.abs(shares) - heldForOrders(desk, symbol))
  return {
    asset_id: desk.uuid('asset', symbol),
    symbol,
    exchange: exchangeName,
    asset_class: 'us_equity',
    asset_marginable: true,
    side: shares > 0 ? 'long' : 'short',
    qty: decimal(shares),
    qty_available: decimal(shares > 0 ? free : -free),
    avg_entry_price: decimal(average),
    cost_basis: decimal(cost, 6),
    market_value: decimal(value, 6),
    current_price: decimal(price),
    lastday_price: decimal(lastDay),
    change_today: decimal(price / lastDay - 1),
    unrealized_pl: decimal(value - cost, 6),
    unrealized_plpc: decimal(part(value - cost, cost)),
    unrealized_intraday_pl: decimal(value - carried, 6),
    unrealized_intraday_plpc: decimal(part(value - carried, carried)),
  }
}

function part(profit: number, of: number): number {
  return of === 0 ? 0 : profit / Math.abs(of)
}

/** What the executions of the New York date in progress added to a position, and what was paid for it. */
function sinceMidnight(desk: Desk, symbol: string): { shares: number; paid: number } {
  const from = newYorkMidnight(newYorkDay(desk.now()))
  let shares = 0
  let paid = 0
  for (let i = desk.activities.length - 1; i >= 0 && desk.activities[i].at >= from; i--) {
    const activity = desk.activities[i]
    if (activity.symbol !== symbol || activity.type !== 'FILL') continue
    shares += activity.shares
    paid -= activity.cash
  }
  return { shares, paid }
}
