import type { Book } from '../matching/book.ts'
import type { Resting } from '../matching/resting.ts'
import type { Venue } from '../matching/venue.ts'
import { type BookState, type ExchangeState, type RestingState, STATE_VERSION } from './state.ts'

/** Dates of day trades that may still count: five business days, holidays between them. */
const DAY_TRADES_KEPT = 14

/** Copies what a venue is between two matches into plain values. What is worked out anew for every bar is left out. */
export function snapshotVenue(venue: Venue): ExchangeState {
  const { account, dayTrades, actions, actionsDone } = venue
  return {
    version: STATE_VERSION,
    day: orNull(venue.day),
    nextOrder: venue.nextOrder,
    nextExecution: venue.nextExecution,
    cashMicros: account.cashMicros,
    unsettled: account.waiting(),
    dayTrades: {
      days: dayTrades.days.filter((day) => !(day < venue.day - DAY_TRADES_KEPT)),
      equityAtDayStart: orNull(dayTrades.equityAtDayStart),
    },
    actions: actions.slice(actionsDone),
    totals: { ...venue.totals },
    books: venue.books.map(bookState),
  }
}

function bookState(book: Book): BookState {
  const { position, lastPrint } = book
  return {
    listing: book.listing,
    shares: position.shares,
    averagePrice: orNull(position.averagePrice),
    mark: orNull(book.mark),
    lastPrint: orNull(lastPrint),
    openedDay: orNull(book.openedDay),
    openedCounted: book.openedCounted,
    // What is over for the tape seen so far never halts anything again.
    halts: book.halts.filter((halt) => halt.to > lastPrint),
    resting: book.resting.filter((one) => !one.done).map(restingState),
  }
}

function restingState(one: Resting): RestingState {
  return {
    order: { ...one.order },
    liveFrom: one.liveFrom,
    // Only the first bar of an order that takes liquidity there is told from the others.
    barsMet: one.marketable ? Math.min(1, one.barsMet) : 0,
    day: one.day,
    triggered: one.triggered,
    marketable: one.marketable,
    best: one.best,
    bornInside: one.bornInside,
    stopLeg: legId(one.stopLeg),
    targetLeg: legId(one.targetLeg),
  }
}

/** A leg that has ended is as good as none: a further fill of its entry makes a new one. */
function legId(leg: Resting | null): number | null {
  return leg === null || leg.done ? null : leg.order.id
}

function orNull(value: number): number | null {
  return Number.isFinite(value) ? value : null
}
