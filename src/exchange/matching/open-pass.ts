import { closable } from '../account/position.ts'
import { priceAtOpen, takesAtOpen } from '../rules/at-open.ts'
import type { Book } from './book.ts'
import { execute } from './execute.ts'
import type { Resting } from './resting.ts'
import type { Venue } from './venue.ts'

/** Fills at the open what lowers the position. */
export function lowerAtOpen(venue: Venue, book: Book): void {
  openPass(venue, book, true)
}

/**
 * Fills at the open whatever else fills there, until nothing does: legs that came to life at the open meet it too, since a gap may lie past
 * them already.
 */
export function fillAtOpen(venue: Venue, book: Book): void {
  while (openPass(venue, book, false) && venue.restingCount > 0);
}

/** One walk over the orders in play; true when something filled. */
function openPass(venue: Venue, book: Book, onlyLowering: boolean): boolean {
  const { resting, bar } = book
  const { atOpen } = venue
  const before = venue.nextExecution
  const count = resting.length
  for (let i = 0; i < count; i++) {
    const one = resting[i]
    if (!one.inPlay || one.order.tif === 'cls') continue
    if (onlyLowering && closable(book.position, one.order.side) === 0) continue
    const wasTriggered = one.triggered
    const price = priceAtOpen(one, bar)
    if (one.triggered !== wasTriggered) announce(venue, book, one)
    if (Number.isNaN(price)) continue
    atOpen.price = price
    atOpen.takes = takesAtOpen(one, wasTriggered)
    execute(venue, book, one, atOpen)
  }
  return venue.nextExecution > before
}

/** A stop whose price was reached; told once. */
export function markTriggered(venue: Venue, book: Book, one: Resting): void {
  if (one.triggered) return
  one.triggered = true
  announce(venue, book, one)
}

function announce(venue: Venue, book: Book, one: Resting): void {
  venue.emit({ type: 'triggered', order: one.order, at: book.bar.time, reason: null })
}
