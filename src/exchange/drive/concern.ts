import type { Calendar } from '../../market/calendar/calendar.ts'
import type { LastingExchange } from '../lasting.ts'
import type { DriveMarket } from './market.ts'

/** Listings with orders that rest. */
export function waiting(exchange: LastingExchange): number[] {
  return where(exchange, (one) => exchange.restingIn(one) > 0)
}

/** Listings that are held or waited for: what happens to them changes the account. */
export function mattering(exchange: LastingExchange): number[] {
  return where(exchange, (one) => exchange.shares(one) !== 0 || exchange.restingIn(one) > 0)
}

/** Listings whose tape must be read: all that matter while anything rests or is owed, else none. */
export function followed(exchange: LastingExchange): number[] {
  return exchange.resting > 0 || exchange.borrows ? mattering(exchange) : []
}

/** The account's own calendar and those of the markets in which orders rest. */
export function calendarsOf(exchange: LastingExchange, market: DriveMarket, own: Calendar): Set<Calendar> {
  return new Set([own, ...waiting(exchange).map((one) => market.calendar(exchange.listings[one].symbol))])
}

function where(exchange: LastingExchange, which: (listing: number) => boolean): number[] {
  return exchange.listings.map((_, i) => i).filter(which)
}
