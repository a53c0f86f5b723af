import type { Instant } from '../../core/time.ts'
import type { CorporateAction } from '../../market/actions.ts'
import { signedMicros, toDollars } from '../account/money.ts'
import type { Book } from '../matching/book.ts'
import type { Resting } from '../matching/resting.ts'
import type { Venue } from '../matching/venue.ts'
import { onTick } from '../rules/tick.ts'

/** Dividends under a cent adjust no order (FINRA rule 5330(a)). */
const SMALLEST = 0.01

/**
 * A dividend belongs to who holds the stock at the start of its ex-date: cash to a long position, from a short one. It is booked on the
 * ex-date itself, because the price falls then; the payment some weeks later is not modelled. Buy limits and sell stops that rest until
 * canceled are lowered by it (FINRA rule 5330): they lie below the market, and the fall would set them off without a move.
 */
export function applyDividend(venue: Venue, book: Book, action: CorporateAction, at: Instant): void {
  const perShare = action.value ?? (action.ratio === null ? Number.NaN : book.mark * (1 - action.ratio))
  if (!(perShare > 0)) return
  const { position, listing } = book
  if (position.shares !== 0) {
    const cash = signedMicros(position.shares, perShare, listing.multiplier)
    venue.account.cashMicros += cash
    venue.totals.dividends += toDollars(cash)
    venue.emit({ type: 'dividend', listing: book.index, perShare, cash: toDollars(cash), at })
  }
  if (perShare / book.ratioAt(at) < SMALLEST) return
  for (const one of book.resting) if (!one.done && one.order.tif === 'gtc') lower(venue, book, one, perShare, at)
  book.touch()
}

function lower(venue: Venue, book: Book, one: Resting, perShare: number, at: Instant): void {
  const { order } = one
  const ratio = book.ratioAt(at)
  if (order.side === 'buy' && order.type === 'limit') order.limit = below(order.limit!, perShare, book, ratio)
  else if (order.side === 'sell' && order.stop !== null) {
    order.stop = below(order.stop, perShare, book, ratio)
    if (order.limit !== null) order.limit = below(order.limit, perShare, book, ratio)
    if (one.best !== null) one.best -= perShare
  } else return
  venue.emit({ type: 'replaced', order, at, reason: `dividend of ${perShare} a share` })
}

function below(price: number, perShare: number, { listing }: Book, ratio: number): number {
  return onTick(Math.max(price - perShare, 0), listing, 'down', ratio)
}
