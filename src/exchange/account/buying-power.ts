import type { Side } from '../../market/orders.ts'
import type { Book } from '../matching/book.ts'
import type { Venue } from '../matching/venue.ts'
import { signedMicros } from './money.ts'
import { closable } from './position.ts'
import { equityMicros, grossMicros, positionMicros } from './worth.ts'

/**
 * Millionths of a dollar that an order of this side may still open or add at a price, once what it closes is closed: gross exposure
 * stays within margin times equity, this symbol valued at the price of the fill and the others at their marks. Without leverage and
 * shorts that is the cash itself, to the millionth; in a cash account it is what has settled. Fees come on top of the value and are
 * weighed by the caller (`feeWeight`).
 */
export function openingBudget(venue: Venue, book: Book, side: Side, price: number): number {
  const { position, listing } = book
  const { margin, accountRules } = venue.options
  const marked = positionMicros(book)
  const atPrice = position.shares === 0 ? 0 : signedMicros(position.shares, price, listing.multiplier)
  const equity = equityMicros(venue) - marked + atPrice
  const others = grossMicros(venue) - Math.abs(marked)
  const kept = closable(position, side) > 0 ? 0 : Math.abs(atPrice)
  const budget = margin * equity - others - kept
  if (accountRules === 'cash') return side === 'buy' ? Math.min(budget, venue.account.settledMicros) : 0
  return budget
}
