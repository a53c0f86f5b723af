import type { Bars } from '../../market/bars.ts'
import { BarInPlay, finerRows } from './bar-in-play.ts'
import type { Book } from './book.ts'
import { endOfBar, trailToOpen } from './end-of-bar.ts'
import { insidePass } from './inside-pass.ts'
import { fillAtOpen, lowerAtOpen } from './open-pass.ts'
import { reachesAll } from './survey.ts'
import type { Venue } from './venue.ts'

/**
 * Walks the finer bars inside a bar that cannot say what came first, by the same rules. False when there are none, or when they do not
 * reach every price in question (another feed, missing minutes): then they cannot tell. A bar that stays unclear in its finer bars is
 * counted as ambiguous, one that they settle as drilled. The volume that fills may take stays that of the whole bar.
 */
export function drill(venue: Venue, book: Book): boolean {
  if (venue.finer === null) return false
  const { bar, listing } = book
  const bars = venue.finer(listing.symbol, bar.time, bar.closeTime)
  if (bars === null) return false
  const [first, end] = finerRows(bars, bar.time, bar.closeTime)
  if (end - first < 2 || !canTell(book, bars, first, end)) return false
  const { totals } = venue
  const before = totals.ambiguousBars
  walk(venue, book, bars, first, end)
  if (totals.ambiguousBars > before) totals.ambiguousBars = before + 1
  else totals.drilledBars++
  return true
}

function canTell(book: Book, bars: Bars, first: number, end: number): boolean {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (let i = first; i < end; i++) {
    if (bars.low[i] < low) low = bars.low[i]
    if (bars.high[i] > high) high = bars.high[i]
  }
  return reachesAll(book, low, high)
}

function walk(venue: Venue, book: Book, bars: Bars, first: number, end: number): void {
  const coarse = new BarInPlay()
  book.ambiguous = false
  coarse.copy(book.bar)
  for (let i = first; i < end; i++) {
    book.bar.finer(bars, i, coarse)
    lowerAtOpen(venue, book)
    fillAtOpen(venue, book)
    trailToOpen(book)
    insidePass(venue, book, null)
    endOfBar(venue, book)
  }
  book.bar.copy(coarse)
}
