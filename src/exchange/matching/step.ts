import type { DayNumber, Instant } from '../../core/time.ts'
import { priceAtClose } from '../rules/at-close.ts'
import { admitOrders, endImmediate } from './admit.ts'
import type { Book } from './book.ts'
import { drill } from './drill.ts'
import { endOfBar, findRoom, trailToOpen } from './end-of-bar.ts'
import { execute } from './execute.ts'
import { insidePass } from './inside-pass.ts'
import { expire } from './lifecycle.ts'
import { fillAtOpen, lowerAtOpen } from './open-pass.ts'
import { isClosing } from './session.ts'
import type { Venue } from './venue.ts'

/**
 * Matches the bars of one step. Books with nothing in reach of the bar are passed over. At the open the orders that lower positions come
 * first, in all symbols, so that the sale of one pays for the purchase of another; then every book's bar runs to its close.
 */
export function matchStep(venue: Venue, listings: Int32Array, rows: Int32Array, count: number): void {
  if (venue.restingCount === 0) return
  let active = 0
  for (let i = 0; i < count; i++) {
    const book = venue.books[listings[i]]
    if (book.resting.length === 0) continue
    const row = rows[i]
    if (book.low[row] > book.floor && book.high[row] < book.ceiling) continue
    book.bar.row(book.series!, row)
    venue.active[active++] = book
  }
  venue.activeCount = active
  if (active > 0) runActive(venue)
}

/** Matches one print: a bar with one price. */
export function matchPrint(venue: Venue, book: Book, price: number, size: number, time: Instant, day: DayNumber): void {
  if (book.resting.length > 0) {
    book.bar.print(price, size, time, day, book.lastPrint)
    venue.active[0] = book
    venue.activeCount = 1
    runActive(venue)
  }
  book.lastPrint = time
}

function runActive(venue: Venue): void {
  const { active, activeCount: count } = venue
  venue.walking = true
  for (let i = 0; i < count; i++) {
    openVolume(venue, active[i])
    admitOrders(venue, active[i])
  }
  for (let i = 0; i < count; i++) lowerAtOpen(venue, active[i])
  for (let i = 0; i < count; i++) fillAtOpen(venue, active[i])
  // Orders of most bars fill at the open, and then nothing is left for the rest of them.
  if (venue.restingCount > 0) for (let i = 0; i < count; i++) runToClose(venue, active[i])
  venue.walking = false
  if (venue.unswept) {
    for (const book of venue.books) book.sweep()
    venue.unswept = false
  }
  for (let i = 0; i < count; i++) {
    active[i].sweep()
    findRoom(active[i])
  }
}

/** Our fills may take a bounded share of what a bar saw; a bar whose volume is unknown bounds nothing and is counted. */
function openVolume(venue: Venue, book: Book): void {
  const { volume } = book.bar
  book.withoutVolume = !(volume > 0)
  book.left = book.withoutVolume ? Number.POSITIVE_INFINITY : volume * venue.options.volumeShare
}

function runToClose(venue: Venue, book: Book): void {
  endImmediate(venue, book)
  trailToOpen(book)
  insidePass(venue, book, drill)
  closePass(venue, book)
  endOfBar(venue, book)
}

/** The closing auction, for orders that asked for it; what it does not fill is over. */
function closePass(venue: Venue, book: Book): void {
  const { resting } = book
  const count = resting.length
  for (let i = 0; i < count; i++) {
    const one = resting[i]
    if (!one.inPlay || one.order.tif !== 'cls' || !isClosing(book)) continue
    const price = priceAtClose(one, book.bar)
    if (!Number.isNaN(price))
      execute(venue, book, one, {
        price,
        takes: one.order.type === 'market',
        most: Number.POSITIVE_INFINITY,
        inside: true,
        ambiguous: false,
      })
    if (!one.done) expire(venue, book, one, book.bar.time, 'the closing auction did not fill it')
  }
}
