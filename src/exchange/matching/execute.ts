import { affordableShares, askAt } from '../account/affordable.ts'
import { openingBudget } from '../account/buying-power.ts'
import { floorShares, sameShares, snapShares, toDollars, toMicros } from '../account/money.ts'
import { closable } from '../account/position.ts'
import { postFill } from '../account/post-fill.ts'
import type { Fill } from '../order.ts'
import { takesInside } from '../rules/inside.ts'
import type { Book } from './book.ts'
import { cancel, end } from './lifecycle.ts'
import { dropIdle, growLegs, settleGroup } from './links.ts'
import type { Resting } from './resting.ts'
import type { Venue } from './venue.ts'

/** How an order comes to a fill: the price before slippage, and what is known about it. */
export interface Chance {
  price: number
  /** It takes liquidity and pays slippage. */
  takes: boolean
  /** Most shares that a reduce-only order is credited with. */
  most: number
  /** Inside the bar, after its open. */
  inside: boolean
  ambiguous: boolean
}

const UNCOVERED = 'cash or buying power does not cover the rest'

/**
 * Fills what can be filled of an order at this chance: no more than it may still lower (reduce-only), than the bar's volume has left for
 * us, and than buying power covers; what buying power does not cover is canceled, what the volume lacks stays for its time in force.
 */
export function execute(venue: Venue, book: Book, one: Resting, chance: Chance): void {
  const { order } = one
  const wanted = order.reduceOnly ? Math.min(chance.most, toLower(one, closable(book.position, order.side))) : one.remaining
  const room = floorShares(book.left, takesFractions(venue, order.shares))
  const there = room < wanted && !sameShares(room, wanted, order.shares) ? room : wanted
  const whole = order.tif === 'fok'
  if (wanted <= 0) cancel(venue, book, one, book.bar.time, 'nothing left to lower')
  if (there <= 0 || (whole && there < wanted)) return
  const price = priceAfterSlippage(venue, book, one, there, chance)
  const covered = coveredShares(venue, book, one, there, price)
  const shrunk = covered < there
  if (covered > 0 && !(whole && shrunk)) fill(venue, book, one, covered, price, shrunk, chance)
  if (shrunk && !one.done) cancel(venue, book, one, book.bar.time, UNCOVERED)
}

/** Brokers fill an order of whole shares in whole shares, also where they take orders of fractions. */
function takesFractions({ options }: Venue, shares: number): boolean {
  return options.fractional && (options.accountRules === 'none' || !Number.isInteger(shares))
}

/** What may be sold of a position (or bought back): never more than it is, and all of it where the order was for all of it. */
export function toLower({ remaining, order }: Resting, held: number): number {
  return sameShares(remaining, held, order.shares) ? held : Math.min(remaining, held)
}

/** Sets what the models are asked about, as it was traded; answers the factor of prices for later splits. */
function ask(venue: Venue, book: Book, one: Resting, shares: number, price: number, takes: boolean): number {
  const { bar } = book
  const { facts } = venue.purchase
  const ratio = askAt(venue.purchase, book, one.order.side, price, bar.time)
  facts.shares = shares * ratio
  facts.volume = book.withoutVolume ? 0 : bar.volume * ratio
  facts.high = bar.high / ratio
  facts.low = bar.low / ratio
  facts.takes = takes
  return ratio
}

/** Slippage is for those who take; an order with a limit never pays more than its limit. */
function priceAfterSlippage(venue: Venue, book: Book, one: Resting, shares: number, { price, takes }: Chance): number {
  if (!takes) return price
  const { limit, side } = one.order
  const ratio = ask(venue, book, one, shares, price, true)
  const { facts } = venue.purchase
  const traded = venue.options.slippage.model(facts)
  // Prices that stand still are not scaled there and back: that would move them by a last digit.
  const slipped = traded === facts.price ? price : traded * ratio
  if (limit === null) return slipped
  return side === 'buy' ? Math.min(slipped, limit) : Math.max(slipped, limit)
}

/** True when buying power covers so many shares of an order at the price that the bar in play reaches inside. */
export function isCovered(venue: Venue, book: Book, one: Resting, shares: number): boolean {
  const chance: Chance = {
    price: one.reachedAt,
    takes: takesInside(one),
    most: Number.POSITIVE_INFINITY,
    inside: true,
    ambiguous: false,
  }
  return coveredShares(venue, book, one, shares, priceAfterSlippage(venue, book, one, shares, chance)) >= shares
}

/** Shares of the fill that buying power covers. What closes a position always goes: it frees more than it takes. */
function coveredShares(venue: Venue, book: Book, one: Resting, there: number, price: number): number {
  const { side } = one.order
  const closing = Math.min(there, closable(book.position, side))
  if (closing === there) return there
  const { purchase } = venue
  ask(venue, book, one, there, price, true)
  purchase.closing = closing
  purchase.feeWeight = Math.max(1, venue.options.margin)
  const budget = openingBudget(venue, book, side, price)
  return snapShares(closing + affordableShares(budget, there - closing, purchase))
}

function fill(venue: Venue, book: Book, one: Resting, shares: number, price: number, shrunk: boolean, chance: Chance): void {
  const { order } = one
  const { bar } = book
  const feeMicros = chargeFee(venue, book, one, shares, price, chance.takes)
  const closed = postFill(venue, book, order.side, shares, price, feeMicros)
  book.left -= shares
  order.averagePrice =
    order.filled === 0 ? price : (order.averagePrice! * order.filled + price * shares) / (order.filled + shares)
  const filled = snapShares(order.filled + shares)
  order.filled = sameShares(filled, order.shares, order.shares) ? order.shares : filled
  if (order.filled >= order.shares) end(venue, book, one, 'filled', null)
  else order.state = 'partially-filled'
  const made: Fill = {
    executionId: venue.nextExecution++,
    order,
    shares,
    price,
    fee: toDollars(feeMicros),
    slippageCost: shares * Math.abs(price - chance.price) * book.listing.multiplier,
    time: bar.time,
    ambiguous: chance.ambiguous,
    shrunk,
  }
  count(venue, book, made)
  venue.emit({ type: 'filled', order, fill: made, at: bar.time })
  settleGroup(venue, book, one, shares, bar.time)
  if (closed > 0) dropIdle(venue, book, bar.time)
  growLegs(venue, book, one, snapShares(shares - closed), chance.price, chance.inside)
}

function chargeFee(venue: Venue, book: Book, one: Resting, shares: number, price: number, takes: boolean): number {
  ask(venue, book, one, shares, price, takes)
  return toMicros(venue.options.fee.model(venue.purchase.facts))
}

function count(venue: Venue, book: Book, made: Fill): void {
  const { totals } = venue
  totals.fills++
  totals.fees += made.fee
  totals.slippageCost += made.slippageCost
  totals.turnover += made.shares * made.price * book.listing.multiplier
  if (made.shrunk) totals.shrunkFills++
  if (book.withoutVolume) totals.withoutVolume++
}
