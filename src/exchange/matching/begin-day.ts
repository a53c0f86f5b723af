import type { DayNumber, Instant } from '../../core/time.ts'
import { chargeCarry } from '../account/carry.ts'
import { checkMargin } from '../account/margin.ts'
import { toDollars } from '../account/money.ts'
import { equityMicros } from '../account/worth.ts'
import { applyDue } from '../actions/due.ts'
import type { Book } from './book.ts'
import { expire } from './lifecycle.ts'
import { NO_DAY } from './resting.ts'
import type { Venue } from './venue.ts'

/** The start of an exchange date; a date that is not later than the one in progress does nothing. */
export function beginDay(venue: Venue, day: DayNumber, at: Instant): void {
  if (day <= venue.day) return
  if (venue.options.accountRules === 'margin') venue.dayTrades.equityAtDayStart = toDollars(equityMicros(venue))
  chargeCarry(venue, day, at)
  applyDue(venue, day, at)
  for (const book of venue.books) if (book.resting.length > 0) expireOrders(venue, book, day, at)
  venue.account.settle(day)
  venue.day = day
  checkMargin(venue, at)
}

function expireOrders(venue: Venue, book: Book, day: DayNumber, at: Instant): void {
  for (const one of [...book.resting]) {
    if (!one.done && one.day !== NO_DAY && one.day < day) expire(venue, book, one, at, 'its day ended')
  }
}
