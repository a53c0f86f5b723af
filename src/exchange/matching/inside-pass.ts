import { closable } from '../account/position.ts'
import { legPriceAfterEntry, takesInside } from '../rules/inside.ts'
import type { Book } from './book.ts'
import { type Chance, execute } from './execute.ts'
import { markTriggered } from './open-pass.ts'
import { ENTERS, IDLE, type Resting, STOPS_OUT, TAKES_PROFIT } from './resting.ts'
import { NOTHING, survey, UNCLEAR } from './survey.ts'
import type { Venue } from './venue.ts'

/** Walks finer bars of an ambiguous bar; false when they cannot settle it. */
export type Drill = (venue: Venue, book: Book) => boolean

/**
 * What happens between the open and the close of a bar, of which only the range is known. The worse case is taken: stops come before
 * targets, and what protects an entry is hit if it can be. Where that is a guess the bar is ambiguous: finer bars are asked first.
 */
export function insidePass(venue: Venue, book: Book, drill: Drill | null): void {
  const found = survey(book)
  if (found === NOTHING) return
  book.ambiguous = found === UNCLEAR
  if (book.ambiguous) {
    if (drill?.(venue, book)) return
    venue.totals.ambiguousBars++
  }
  runRole(venue, book, STOPS_OUT)
  runRole(venue, book, TAKES_PROFIT)
  runEntries(venue, book)
  book.ambiguous = false
}

/**
 * Exits of one kind, in the order in which the price passes them; one whose position is gone is not credited: what happened after is
 * unknown.
 */
function runRole(venue: Venue, book: Book, role: number): void {
  for (let one = nearest(book, role); one !== null; one = nearest(book, role)) {
    one.role = IDLE
    if (closable(book.position, one.order.side) === 0) continue
    execute(venue, book, one, chanceInside(venue, book, one, book.ambiguous && role === STOPS_OUT))
  }
}

/** Entries, in the order in which the price passes them. */
function runEntries(venue: Venue, book: Book): void {
  for (let one = nearest(book, ENTERS); one !== null; one = nearest(book, ENTERS)) {
    one.role = IDLE
    const price = one.reachedAt
    const before = one.order.filled
    execute(venue, book, one, chanceInside(venue, book, one, book.ambiguous && one.order.group !== null))
    if (one.order.filled > before && one.stopLeg !== null) stopAfterEntry(venue, book, one.stopLeg, price)
  }
}

/**
 * The order of a role that lies nearest to the open: from there the price comes to it first (of sell stops the highest, of buy stops the
 * lowest). At one price the first that was sent.
 */
function nearest({ resting, bar }: Book, role: number): Resting | null {
  let found: Resting | null = null
  for (const one of resting) {
    if (one.done || one.role !== role) continue
    if (found === null || Math.abs(one.reachedAt - bar.open) < Math.abs(found.reachedAt - bar.open)) found = one
  }
  return found
}

/** The path after an entry inside a bar is unknown: its stop is taken if the range reaches it, its target waits for the next bar. */
function stopAfterEntry(venue: Venue, book: Book, leg: Resting, entryPrice: number): void {
  if (leg.done) return
  const price = legPriceAfterEntry(leg, entryPrice, book.bar)
  if (Number.isNaN(price)) return
  markTriggered(venue, book, leg)
  execute(venue, book, leg, { price, takes: true, inside: true, ambiguous: book.ambiguous && price !== entryPrice })
}

function chanceInside(venue: Venue, book: Book, one: Resting, ambiguous: boolean): Chance {
  const takes = takesInside(one)
  if (takes) markTriggered(venue, book, one)
  return { price: one.reachedAt, takes, inside: true, ambiguous }
}
