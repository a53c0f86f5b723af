import type { Side } from '../../market/orders.ts'
import { closable } from '../account/position.ts'
import { priceInside, stopReached, takesInside } from '../rules/inside.ts'
import { through } from '../rules/price.ts'
import { trailLevel } from '../rules/trail.ts'
import type { BarInPlay } from './bar-in-play.ts'
import type { Book } from './book.ts'
import { toLower } from './execute.ts'
import { ENTERS, IDLE, type Resting, STOPS_OUT, TAKES_PROFIT } from './resting.ts'
import { sidesCompete } from './sides-compete.ts'
import type { Venue } from './venue.ts'

/** What the inside of a bar holds for the orders of a book. */
export const NOTHING = 0
export const PLAIN = 1
/** The range alone cannot say whether a protecting stop was hit. */
export const UNCLEAR = 2
/** Orders were met on both sides of the open, and what an entry comes to hangs on which side was first. */
export const UNORDERED = 3

/**
 * Gives every order in play the role that the range of the bar lets it have, and says whether their order in time is clear. It is not when
 * a stop and a target of one position are both reached, when an entry fills inside the bar and what protects it may have been reached
 * before, or when an entry and another order on the opposite side of the open take something from each other.
 */
export function survey(venue: Venue, book: Book): number {
  const { resting, bar } = book
  let stops = 0
  let targets = 0
  let entries = 0
  let unclear = false
  for (let i = 0; i < resting.length; i++) {
    const one = resting[i]
    one.role = IDLE
    if (!one.inPlay || one.order.tif === 'cls') continue
    const price = priceInside(one, bar)
    if (Number.isNaN(price)) continue
    one.reachedAt = price
    one.role = roleOf(book, one)
    one.lowerable = toLower(one, closable(book.position, one.order.side))
    if (one.role === STOPS_OUT) stops++
    else if (one.role === TAKES_PROFIT) targets++
    else entries++
    if (legsUnclear(book, one)) unclear = true
  }
  const count = stops + targets + entries
  if (count === 0) return NOTHING
  if (entries > 0 && count > 1 && sidesCompete(venue, book)) return UNORDERED
  return unclear || (stops > 0 && targets > 0) ? UNCLEAR : PLAIN
}

function roleOf(book: Book, one: Resting): number {
  if (closable(book.position, one.order.side) === 0) return ENTERS
  return takesInside(one) ? STOPS_OUT : TAKES_PROFIT
}

/**
 * True when the bar reaches the protecting stop of an order that opens something inside it, and the entry may have come after. A limit
 * entry is passed on the way to its stop, so there the stop is sure to follow, unless the target is in reach too.
 */
function legsUnclear({ position, bar }: Book, one: Resting): boolean {
  const { order, reachedAt } = one
  const { legs, side } = order
  if (legs === null || one.remaining <= closable(position, side)) return false
  const level = protectingLevel(one)
  if (Number.isNaN(level)) return false
  const breached = side === 'buy' ? reachedAt <= level : reachedAt >= level
  const reached = side === 'buy' ? bar.low <= level : bar.high >= level
  if (breached || !reached) return false
  return takesInside(one) || (legs.target !== null && through(against(side), side === 'buy' ? bar.high : bar.low, legs.target))
}

/** Where the protecting stop of an entry stands once it fills inside the bar: the nearer of its stop and its trail; NaN without either. */
function protectingLevel({ order: { legs, side }, reachedAt }: Resting): number {
  const stop = legs?.stop ?? Number.NaN
  if (!legs?.trail) return stop
  const level = trailLevel(against(side), legs.trail, reachedAt)
  if (Number.isNaN(stop)) return level
  return side === 'buy' ? Math.max(stop, level) : Math.min(stop, level)
}

function against(side: Side): Side {
  return side === 'buy' ? 'sell' : 'buy'
}

/** True when finer bars of this range reach every price in question, so that they can say which came first. */
export function reachesAll(book: Book, low: number, high: number): boolean {
  for (const one of book.resting) {
    if (one.role === IDLE) continue
    if (one.reachedAt < low || one.reachedAt > high) return false
    const stop = protectingLevel(one)
    if (stopInBar(book.bar, stop) && (stop < low || stop > high)) return false
  }
  return true
}

function stopInBar({ low, high }: BarInPlay, stop: number): boolean {
  return stop >= low && stop <= high
}

/** Stop-limits whose stop was reached without a fill are limit orders from now on. */
export function waitsForTrigger(one: Resting, { low, high }: BarInPlay): boolean {
  return one.order.type === 'stop-limit' && !one.triggered && stopReached(one, low, high)
}
