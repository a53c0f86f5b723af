import { OpenbellError } from '../../core/errors.ts'
import { Book } from '../matching/book.ts'
import { Resting } from '../matching/resting.ts'
import type { Venue } from '../matching/venue.ts'
import { type BookState, type ExchangeState, type RestingState, STATE_VERSION } from './state.ts'

/** Makes a fresh venue what another one was. */
export function restoreVenue(venue: Venue, state: ExchangeState): void {
  if (state.version !== STATE_VERSION) {
    const found = `an exchange was kept in form ${state.version}, this program reads form ${STATE_VERSION}`
    throw new OpenbellError('config', found, 'npm update openbell')
  }
  venue.day = orNaN(state.day)
  venue.nextOrder = state.nextOrder
  venue.nextExecution = state.nextExecution
  venue.account.cashMicros = state.cashMicros
  venue.account.restore(state.unsettled)
  venue.dayTrades.days = [...state.dayTrades.days]
  venue.dayTrades.equityAtDayStart = orNaN(state.dayTrades.equityAtDayStart)
  venue.actions = [...state.actions]
  Object.assign(venue.totals, state.totals)
  for (const one of state.books) venue.books.push(bookOf(venue, one))
}

function bookOf(venue: Venue, state: BookState): Book {
  const book = new Book(venue.books.length, state.listing)
  book.position.shares = state.shares
  book.position.averagePrice = orNaN(state.averagePrice)
  book.mark = orNaN(state.mark)
  book.lastPrint = state.lastPrint ?? Number.NEGATIVE_INFINITY
  book.openedDay = orNaN(state.openedDay)
  book.openedCounted = state.openedCounted
  book.halts.push(...state.halts)
  if (state.shares < 0) venue.shorts++
  rest(venue, book, state.resting)
  return book
}

function rest(venue: Venue, book: Book, states: readonly RestingState[]): void {
  for (const state of states) {
    const one = new Resting({ ...state.order }, state.liveFrom, state.marketable)
    const { barsMet, day, triggered, best, bornInside } = state
    Object.assign(one, { barsMet, day, triggered, best, bornInside })
    book.resting.push(one)
    venue.restingCount++
    if (venue.options.accountRules !== 'none' && one.order.parent === null) venue.clientIds.add(one.order.clientOrderId)
  }
  // An entry stands in the same book as its legs.
  const byId = new Map(book.resting.map((one) => [one.order.id, one]))
  for (const [i, state] of states.entries()) {
    book.resting[i].stopLeg = byId.get(state.stopLeg ?? 0) ?? null
    book.resting[i].targetLeg = byId.get(state.targetLeg ?? 0) ?? null
  }
}

function orNaN(value: number | null): number {
  return value ?? Number.NaN
}
