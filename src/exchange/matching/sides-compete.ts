import type { Side } from '../../market/orders.ts'
import { closable } from '../account/position.ts'
import type { Book } from './book.ts'
import { isCovered } from './execute.ts'
import { DOWN, hasRivals, wayTo } from './path.ts'
import { ENTERS, IDLE, type Resting } from './resting.ts'
import type { Venue } from './venue.ts'

/**
 * True when orders that the bar meets on both sides of its open, an entry among them, take something from each other, so that it matters
 * which side the price came to first: they are of one group, the volume or the money is not enough for all of them, or an exit would close
 * more with the entry than without it.
 */
export function sidesCompete(venue: Venue, book: Book): boolean {
  const { resting } = book
  if (!onBothSides(resting)) return false
  return (
    hasRivals(resting) ||
    lacksVolume(book) ||
    growsExit(book) ||
    lacksMoney(venue, book, 'buy') ||
    lacksMoney(venue, book, 'sell')
  )
}

function onBothSides(resting: readonly Resting[]): boolean {
  let down = false
  let up = false
  for (const one of resting) {
    if (one.role === IDLE) continue
    if (wayTo(one) === DOWN) down = true
    else up = true
  }
  return down && up
}

function lacksVolume({ resting, left }: Book): boolean {
  let wanted = 0
  for (const one of resting) if (one.role !== IDLE) wanted += one.remaining
  return wanted > left
}

function growsExit({ resting, position }: Book): boolean {
  return resting.some((one) => one.role !== IDLE && one.order.reduceOnly && one.remaining > closable(position, one.order.side))
}

/** The entries of a side together, at the price of each: whichever comes last must still be covered. */
function lacksMoney(venue: Venue, book: Book, side: Side): boolean {
  const { resting } = book
  let wanted = 0
  for (const { role, order, remaining } of resting) if (role === ENTERS && order.side === side) wanted += remaining
  return resting.some(
    (one) => one.role === ENTERS && one.order.side === side && !one.order.reduceOnly && !isCovered(venue, book, one, wanted),
  )
}
