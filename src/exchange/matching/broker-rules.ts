import { dayTradingRefusal, INTRADAY_MARGIN_FROM } from '../account/day-trading.ts'
import { maintenanceMicros } from '../account/margin.ts'
import { valueMicros } from '../account/money.ts'
import { closable } from '../account/position.ts'
import { equityMicros, positionMicros } from '../account/worth.ts'
import type { OrderRequest } from '../order.ts'
import { tickAt } from '../rules/tick.ts'
import type { Book } from './book.ts'
import type { Venue } from './venue.ts'

/** Why a broker of real accounts refuses an order; null when it takes it. Asked only where account rules are in force. */
export function brokerRefusal(venue: Venue, book: Book, request: OrderRequest): string | null {
  const opens = request.shares - closable(book.position, request.side)
  return (
    idRefusal(venue, request) ??
    tickRefusal(book, request) ??
    hoursRefusal(request) ??
    (opens > 0 && !request.reduceOnly ? openingRefusal(venue, book, request, opens) : null)
  )
}

/** An id names one order for ever: a second order with it is a mistake or a repeat. */
function idRefusal(venue: Venue, { clientOrderId }: OrderRequest): string | null {
  return venue.clientIds.has(clientOrderId) || venue.usedBefore(clientOrderId)
    ? `client order id ${clientOrderId} was used before`
    : null
}

/** SEC rule 612: from a dollar up no price between the cents, below it four decimals; a future keeps its own tick. */
function tickRefusal({ listing }: Book, request: OrderRequest): string | null {
  const { limit, legs } = request
  // The stop of a trailing order moves by itself, between the ticks.
  const stop = request.type === 'trailing-stop' ? null : request.stop
  for (const price of [limit, stop, legs?.stop ?? null, legs?.target ?? null]) {
    if (price === null) continue
    const tick = tickAt(listing, price)
    const steps = price / tick
    if (Math.abs(steps - Math.round(steps)) > 1e-6) return `price ${price} is not a multiple of ${tick}`
  }
  return null
}

/** Outside the regular session brokers take limit orders only, for the day or until canceled. */
function hoursRefusal({ extended, type, tif }: OrderRequest): string | null {
  if (!extended || (type === 'limit' && (tif === 'day' || tif === 'gtc'))) return null
  return `extended hours take day and gtc limit orders only, not ${type} ${tif}`
}

function openingRefusal(venue: Venue, book: Book, request: OrderRequest, opens: number): string | null {
  if (venue.options.accountRules === 'cash') return request.side === 'sell' ? 'a cash account sells only what it holds' : null
  return dayTradingRefusal(venue.dayTrades, venue.day) ?? intradayMarginRefusal(venue, book, request, opens)
}

/**
 * The intraday margin standards in force from 2026-06-04 (FINRA rule 4210(d)(2)): an order that would leave equity below what the
 * positions demand is blocked.
 */
function intradayMarginRefusal(venue: Venue, book: Book, request: OrderRequest, opens: number): string | null {
  if (!(venue.day >= INTRADAY_MARGIN_FROM)) return null
  const price = request.limit ?? request.stop ?? book.mark
  if (!(price > 0)) return null
  const value = valueMicros(opens, price, book.listing.multiplier)
  let demanded = maintenanceMicros(request.side === 'buy' ? value : -value)
  for (const one of venue.books) demanded += maintenanceMicros(positionMicros(one))
  return demanded > equityMicros(venue) ? 'intraday margin: equity is below what the positions would demand' : null
}
