import { takesInside } from '../rules/inside.ts'
import type { Book } from './book.ts'
import { ENTERS, IDLE, type Resting, STOPS_OUT } from './resting.ts'

/** Ways that the price can take from the open of a bar. */
export const DOWN = -1
export const UP = 1
export type Way = typeof DOWN | typeof UP

/** The way on which the price meets an order inside a bar: sell stops and buy limits wait below the open, buy stops and sell limits above. */
export function wayTo(one: Resting): Way {
  return (one.order.side === 'sell') === takesInside(one) ? DOWN : UP
}

/**
 * The next order that the price meets on a way: from the open outwards the nearest comes first, whether it lowers the position or adds to
 * it, because the price cannot reach the second without passing the first. At one price a stop comes before a limit (a touch is enough for
 * it), then the first that was sent.
 */
export function nextOn({ resting }: Book, way: Way): Resting | null {
  let found: Resting | null = null
  for (const one of resting) {
    if (one.done || one.role === IDLE || wayTo(one) !== way) continue
    if (found === null || comesBefore(one, found, way)) found = one
  }
  return found
}

function comesBefore(one: Resting, other: Resting, way: Way): boolean {
  if (one.reachedAt !== other.reachedAt) return one.reachedAt < other.reachedAt === (way === UP)
  return takesInside(one) && !takesInside(other)
}

/**
 * The way that the price is taken to have gone first where it met orders on both sides of the open, and the bar does not say which. The
 * worse for the account is taken:
 * - a stop comes before the target of its position, and before an entry that either of them cancels;
 * - any other exit comes after the entries on its opposite side, so that no sale pays for a purchase that may have come before it;
 * - of entries alone the side of the nearest to the open comes first.
 */
export function firstWay(book: Book): Way {
  const { resting } = book
  let stops: Way | 0 = 0
  let exits: Way | 0 = 0
  let targets = false
  let entries = false
  let nearest: Resting | null = null
  for (const one of resting) {
    if (one.done || one.role === IDLE) continue
    if (nearest === null || distance(book, one) < distance(book, nearest)) nearest = one
    if (one.role === ENTERS) {
      entries = true
      continue
    }
    exits = wayTo(one)
    if (one.role === STOPS_OUT) stops = exits
    else targets = true
  }
  if (exits !== 0 && !entries) return stops === 0 ? exits : stops
  const rivalry = hasRivals(resting)
  if (stops !== 0 && (targets || rivalry)) return stops
  if (exits === 0 || rivalry) return wayTo(nearest!)
  return entersOn(resting, back(exits)) ? back(exits) : exits
}

export function back(way: Way): Way {
  return way === UP ? DOWN : UP
}

function distance({ bar }: Book, one: Resting): number {
  return Math.abs(one.reachedAt - bar.open)
}

function entersOn(resting: readonly Resting[], way: Way): boolean {
  return resting.some((one) => !one.done && one.role === ENTERS && wayTo(one) === way)
}

/** True when an entry and another order of its group are met on opposite sides of the open: the one that came first canceled the other. */
export function hasRivals(resting: readonly Resting[]): boolean {
  return resting.some(
    (one) =>
      one.role === ENTERS &&
      one.order.group !== null &&
      resting.some((other) => other.role !== IDLE && other.order.group === one.order.group && wayTo(other) !== wayTo(one)),
  )
}
