import type { Instant } from '../../core/time.ts'
import type { Book } from '../matching/book.ts'
import { cancelAll, submitOwn } from '../matching/lifecycle.ts'
import type { Venue } from '../matching/venue.ts'
import { toDollars } from './money.ts'
import { equityMicros, positionMicros } from './worth.ts'

/** Equity that a dollar of stock held long demands: FINRA Rule 4210(c)(1). */
export const LONG_MAINTENANCE = 0.25

/** Of a dollar sold short: FINRA Rule 4210(c)(3). */
export const SHORT_MAINTENANCE = 0.3

/** Millionths of equity that a position of this value demands. */
export function maintenanceMicros(value: number): number {
  return value >= 0 ? value * LONG_MAINTENANCE : -value * SHORT_MAINTENANCE
}

/** Millionths of equity that all positions demand at their marks. */
export function required(venue: Venue): number {
  let sum = 0
  for (const book of venue.books) sum += maintenanceMicros(positionMicros(book))
  return sum
}

/**
 * Closes positions by force when equity is below maintenance, the largest first, until what stays is covered at the marks. The exits are
 * market orders that fill at the next open; entries that rest in those symbols are canceled. True while equity is below maintenance.
 */
export function checkMargin(venue: Venue, at: Instant): boolean {
  if (venue.shorts === 0 && venue.account.cashMicros >= 0) return false
  const equity = equityMicros(venue)
  let needed = required(venue)
  if (equity >= needed) return false
  const total = needed
  for (const book of venue.books) if (leaving(book)) needed -= maintenanceMicros(positionMicros(book))
  const called: Book[] = []
  for (const book of largestFirst(venue)) {
    if (equity >= needed) break
    called.push(book)
    needed -= maintenanceMicros(positionMicros(book))
  }
  if (called.length > 0) call(venue, called, equity, total, at)
  return true
}

function call(venue: Venue, called: Book[], equity: number, needed: number, at: Instant): void {
  venue.totals.marginCalls++
  const listings = called.map((book) => book.index)
  venue.emit({ type: 'margin-call', listings, equity: toDollars(equity), required: toDollars(needed), at })
  for (const book of called) {
    cancelAll(venue, book, at, 'margin call', (one) => !one.order.reduceOnly)
    submitOwn(venue, book, at, 'margin-call')
  }
}

function largestFirst(venue: Venue): Book[] {
  return venue.books
    .filter((book) => book.position.shares !== 0 && !leaving(book))
    .sort((a, b) => Math.abs(positionMicros(b)) - Math.abs(positionMicros(a)))
}

function leaving(book: Book): boolean {
  return book.resting.some((one) => !one.done && one.order.clientOrderId.startsWith('margin-call-'))
}
