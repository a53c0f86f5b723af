import { trailTo } from '../rules/trail.ts'
import type { Book } from './book.ts'
import { markTriggered } from './open-pass.ts'
import type { Resting } from './resting.ts'
import { waitsForTrigger } from './survey.ts'
import type { Venue } from './venue.ts'

/** The open is the one price of a bar whose place in time is known: trails see it before the rest of the bar is matched. */
export function trailToOpen({ resting, bar }: Book): void {
  for (const one of resting) if (one.inPlay && one.order.trail !== null) trailTo(one, bar.open)
}

/** What a bar leaves behind: trails have seen its extreme, stop-limits whose stop it reached are limits now. */
export function endOfBar(venue: Venue, book: Book): void {
  const { resting, bar } = book
  const count = resting.length
  for (let i = 0; i < count; i++) {
    const one = resting[i]
    if (!one.inPlay) continue
    if (one.order.trail !== null && !one.triggered) trailTo(one, extremeSeen(book, one))
    else if (waitsForTrigger(one, bar) && one.bornInside !== bar.time) markTriggered(venue, book, one)
  }
}

/** An order that came to life inside the bar is sure only of the close. */
function extremeSeen({ bar }: Book, one: Resting): number {
  if (one.bornInside === bar.time) return bar.close
  return one.order.side === 'sell' ? bar.high : bar.low
}

/**
 * Works out between which prices nothing that rests can happen, so that most bars cost two comparisons. Orders that wait for a time
 * rather than a price (market, auctions, not yet met) leave no such room.
 */
export function findRoom(book: Book): void {
  let floor = Number.NEGATIVE_INFINITY
  let ceiling = Number.POSITIVE_INFINITY
  for (const one of book.resting) {
    if (!waitsForPrice(one)) {
      book.touch()
      return
    }
    const below = lowerBound(one)
    const above = upperBound(one)
    if (below > floor) floor = below
    if (above < ceiling) ceiling = above
  }
  book.floor = floor
  book.ceiling = ceiling
}

/** Prices between which nothing can happen to an order of this book, met before or not; null when some order waits for no price. */
export function reachOf(book: Book): Reach | null {
  let floor = Number.NEGATIVE_INFINITY
  let ceiling = Number.POSITIVE_INFINITY
  for (const one of book.resting) {
    // An order that takes liquidity at the first price it meets must meet it.
    if (one.done || (one.marketable && one.barsMet === 0) || !isPatient(one)) return null
    floor = Math.max(floor, lowerBound(one))
    ceiling = Math.min(ceiling, upperBound(one))
  }
  return Number.isNaN(floor) || Number.isNaN(ceiling) ? null : { floor, ceiling }
}

/** What rests can do nothing at a price above `floor` and below `ceiling`. */
export interface Reach {
  floor: number
  ceiling: number
}

function waitsForPrice(one: Resting): boolean {
  return one.inPlay && isPatient(one)
}

function isPatient({ order, triggered }: Resting): boolean {
  if (order.type === 'market' || (order.tif !== 'gtc' && order.tif !== 'day')) return false
  return !triggered || order.type === 'stop-limit'
}

/** The price at or below which a bar may mean something to the order. */
function lowerBound({ order, triggered, best }: Resting): number {
  const asLimit = order.type === 'limit' || triggered
  if (order.side === 'buy') {
    if (asLimit) return order.limit!
    return order.trail === null ? Number.NEGATIVE_INFINITY : (best ?? Number.NaN)
  }
  return asLimit ? Number.NEGATIVE_INFINITY : order.stop!
}

/** The price at or above which a bar may mean something to the order. */
function upperBound({ order, triggered, best }: Resting): number {
  const asLimit = order.type === 'limit' || triggered
  if (order.side === 'sell') {
    if (asLimit) return order.limit!
    return order.trail === null ? Number.POSITIVE_INFINITY : (best ?? Number.NaN)
  }
  return asLimit ? Number.POSITIVE_INFINITY : order.stop!
}
