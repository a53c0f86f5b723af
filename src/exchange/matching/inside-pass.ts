import { closable } from '../account/position.ts'
import { legPriceAfterEntry, takesInside } from '../rules/inside.ts'
import type { Book } from './book.ts'
import { type Chance, execute } from './execute.ts'
import { markTriggered } from './open-pass.ts'
import { back, firstWay, nextOn, type Way } from './path.ts'
import { ENTERS, IDLE, type Resting, STOPS_OUT, TAKES_PROFIT } from './resting.ts'
import { NOTHING, PLAIN, survey, UNORDERED } from './survey.ts'
import type { Venue } from './venue.ts'

/** Walks finer bars of an ambiguous bar; false when they cannot settle it. */
export type Drill = (venue: Venue, book: Book) => boolean

/**
 * What happens between the open and the close of a bar, of which only the range is known. The worse case is taken: stops come before
 * targets, and what protects an entry is hit if it can be. Where that is a guess the bar is ambiguous: finer bars are asked first.
 */
export function insidePass(venue: Venue, book: Book, drill: Drill | null): void {
  const found = survey(venue, book)
  if (found === NOTHING) return
  book.ambiguous = found !== PLAIN
  if (book.ambiguous) {
    if (drill?.(venue, book)) return
    venue.totals.ambiguousBars++
  }
  walkPath(venue, book, found === UNORDERED)
  book.ambiguous = false
}

/**
 * Lets orders happen in the order in which the price meets them: from the open out to one side, then over to the other side, exits and
 * entries alike. On one side that order is certain, so a purchase is never paid for by a sale that the price came to later. Which side was
 * first is not (`firstWay`). An entry may be followed by its protecting stop on the way back; the third walk is for the stops of entries
 * of the second one.
 */
function walkPath(venue: Venue, book: Book, entriesUnclear: boolean): void {
  const first = firstWay(book)
  walkSide(venue, book, first, true, entriesUnclear)
  walkSide(venue, book, back(first), false, entriesUnclear)
  walkSide(venue, book, first, false, entriesUnclear)
}

/**
 * One side of the open. An exit whose position is gone would open the other way: it does where the position went on this side, so that the
 * price has certainly come by since, but not where it went on the other one. Nor does a target there take the profit of an entry that may have come later.
 */
function walkSide(venue: Venue, book: Book, way: Way, isFirst: boolean, entriesUnclear: boolean): void {
  const { position } = book
  const held = position.shares
  for (let one = nextOn(book, way); one !== null; one = nextOn(book, way)) {
    const { role, reachedAt: price } = one
    const before = one.order.filled
    one.role = IDLE
    if (role !== ENTERS && closable(position, one.order.side) === 0 && !lowers(one, held)) continue
    const unclear = book.ambiguous && (role === STOPS_OUT || (role === ENTERS && entriesUnclear))
    const most = role === TAKES_PROFIT && !isFirst ? one.lowerable : Number.POSITIVE_INFINITY
    execute(venue, book, one, chanceInside(venue, book, one, most, unclear))
    if (one.order.filled > before && one.stopLeg !== null) stopAfterEntry(venue, book, one.stopLeg, price)
  }
}

function lowers({ order }: Resting, held: number): boolean {
  return order.side === 'sell' ? held > 0 : held < 0
}

/**
 * The path after an entry inside a bar is unknown: its stop is taken if the range reaches it, in its place on the path, or at once when the
 * entry's price has passed it; its target waits for the next bar.
 */
function stopAfterEntry(venue: Venue, book: Book, leg: Resting, entryPrice: number): void {
  if (leg.done) return
  const price = legPriceAfterEntry(leg, entryPrice, book.bar)
  if (Number.isNaN(price)) return
  leg.reachedAt = price
  if (price === entryPrice) execute(venue, book, leg, chanceInside(venue, book, leg, Number.POSITIVE_INFINITY, false))
  else leg.role = STOPS_OUT
}

function chanceInside(venue: Venue, book: Book, one: Resting, most: number, ambiguous: boolean): Chance {
  const takes = takesInside(one)
  if (takes) markTriggered(venue, book, one)
  return { price: one.reachedAt, takes, most, inside: true, ambiguous }
}
