import type { Instant } from '../../core/time.ts'
import type { Side } from '../../market/orders.ts'
import type { Book } from '../matching/book.ts'
import type { ExchangeOptions, FeeModel, FillFacts } from '../models.ts'
import { tickAt } from '../rules/tick.ts'
import { floorShares, MICROS, SHARE_PARTS, toMicros, valueMicros } from './money.ts'

/** What the money is to cover, at a price in the shares of the bars. `facts` says the same as it was traded; its `shares` is overwritten. */
export interface Purchase {
  facts: FillFacts
  price: number
  /** Factor of the price for splits that came later (`AsTraded`): 1 = the price is that of the day. */
  ratio: number
  fee: FeeModel
  /** How many dollars of the budget one dollar of fee takes: 1, or the margin, because a fee lowers the equity that is multiplied. */
  feeWeight: number
  /** Shares of the same fill that close a position: they need no budget, but the fee is that of the whole fill. */
  closing: number
  fractional: boolean
}

/** A purchase to be written over by every question: one object serves them all. */
export function blankPurchase({ fee, fractional }: Pick<ExchangeOptions, 'fee' | 'fractional'>): Purchase {
  const facts: FillFacts = {
    kind: 'equity',
    side: 'buy',
    shares: 0,
    price: 0,
    time: 0,
    volume: 0,
    high: 0,
    low: 0,
    tickSize: 0,
    multiplier: 1,
    takes: true,
  }
  return { facts, price: 0, ratio: 1, fee: fee.model, feeWeight: 1, closing: 0, fractional }
}

/** Sets what all facts say: who asks, at which price. Answers the factor between the bars and what was traded. */
export function askAt(purchase: Purchase, book: Book, side: Side, price: number, time: Instant): number {
  const { facts } = purchase
  const { listing } = book
  const ratio = book.ratioAt(time)
  purchase.price = price
  purchase.ratio = ratio
  facts.kind = book.kind
  facts.side = side
  facts.price = price / ratio
  facts.time = time
  facts.tickSize = tickAt(listing, facts.price)
  facts.multiplier = listing.multiplier
  return ratio
}

/** Sets the facts of a purchase that is only thought of: its bar is its price, and nobody knows the volume. */
export function askAbout(purchase: Purchase, book: Book, side: Side, price: number, time: Instant): void {
  askAt(purchase, book, side, price, time)
  const { facts } = purchase
  facts.volume = 0
  facts.high = facts.price
  facts.low = facts.price
  facts.takes = true
}

/** Steps tried around the estimate before the search by halves; fees that grow with size need one or two. */
const NEARBY = 3

/**
 * The largest number of shares, at most `limit`, whose value and fee together the budget (in millionths of a dollar) covers. Sizing and
 * fills both ask here, so that a size worked out at a price is never too large for a fill at that price.
 */
export function affordableShares(budget: number, limit: number, purchase: Purchase): number {
  const { facts, price, fractional } = purchase
  const unit = price * facts.multiplier * MICROS
  if (!(budget > 0) || !(unit > 0) || !(limit > 0)) return 0
  const most = Math.min(limit, floorShares(budget / unit, fractional))
  if (most <= 0) return 0
  const cost = costOf(most, purchase)
  if (cost <= budget) return most
  const perShare = cost / most
  return refine(budget, most, Math.min(most, floorShares(budget / perShare, fractional)), purchase)
}

function refine(budget: number, most: number, estimate: number, purchase: Purchase): number {
  const step = purchase.fractional ? 1 / SHARE_PARTS : 1
  let shares = estimate
  for (let i = 0; i < NEARBY; i++) {
    if (shares <= 0) break
    if (costOf(shares, purchase) > budget) {
      shares = floorShares(shares - step, purchase.fractional)
    } else {
      const next = floorShares(shares + step, purchase.fractional)
      if (next > most || costOf(next, purchase) > budget) return shares
      shares = next
    }
  }
  return byHalves(budget, most, purchase)
}

function byHalves(budget: number, most: number, purchase: Purchase): number {
  const parts = purchase.fractional ? SHARE_PARTS : 1
  let low = 0
  let high = Math.round(most * parts)
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    // Beyond 2^53 parts doubles have gaps and no middle.
    if (middle <= low || middle >= high) break
    if (costOf(middle / parts, purchase) <= budget) low = middle
    else high = middle
  }
  return low / parts
}

function costOf(shares: number, { facts, price, ratio, fee, feeWeight, closing }: Purchase): number {
  facts.shares = (closing + shares) * ratio
  return valueMicros(shares, price, facts.multiplier) + feeWeight * toMicros(fee(facts))
}
