import type { Instant } from '../../core/time.ts'
import type { CorporateAction } from '../../market/actions.ts'
import { floorShares, snapShares, toDollars, valueMicros } from '../account/money.ts'
import type { Book } from '../matching/book.ts'
import { cancel, cancelAll } from '../matching/lifecycle.ts'
import { dropIdle } from '../matching/links.ts'
import type { Resting } from '../matching/resting.ts'
import type { Venue } from '../matching/venue.ts'
import { onTick } from '../rules/tick.ts'

/**
 * A split changes the count of shares and every price, never the worth: shares held times the ratio, with cash for the fraction at the
 * last mark where the account holds whole shares only. What rests is adjusted with it (FINRA rule 5330): prices divided, shares
 * multiplied. In a reverse split that rule cancels open orders; entries are, but what protects or closes a position is adjusted, so that
 * no position loses its stop overnight.
 */
export function applySplit(venue: Venue, book: Book, action: CorporateAction, at: Instant): void {
  const ratio = action.value ?? 1 / action.ratio!
  if (!(ratio > 0) || ratio === 1) return
  if (ratio < 1) cancelAll(venue, book, at, 'reverse split', (one) => !one.order.reduceOnly)
  if (!Number.isNaN(book.mark)) book.mark /= ratio
  splitPosition(venue, book, ratio, at)
  for (const one of [...book.resting]) adjust(venue, book, one, ratio, at)
  book.touch()
}

function splitPosition(venue: Venue, book: Book, ratio: number, at: Instant): void {
  const { position, listing } = book
  if (position.shares === 0) return
  const exact = snapShares(position.shares * ratio)
  const sign = Math.sign(exact)
  const kept = sign * floorShares(Math.abs(exact), venue.options.fractional)
  const cash = sign * valueMicros(Math.abs(exact - kept), book.mark, listing.multiplier)
  venue.account.cashMicros += cash
  if (position.shares < 0 && kept === 0) venue.shorts--
  position.shares = kept === 0 ? 0 : kept
  position.averagePrice = kept === 0 ? Number.NaN : position.averagePrice / ratio
  venue.emit({ type: 'split', listing: book.index, ratio, shares: position.shares, cash: toDollars(cash), at })
  if (kept === 0) dropIdle(venue, book, at)
}

function adjust(venue: Venue, book: Book, one: Resting, ratio: number, at: Instant): void {
  if (one.done) return
  const { order } = one
  const { side } = order
  const later = book.ratioAt(at)
  const left = floorShares(one.remaining * ratio, venue.options.fractional)
  if (left <= 0) {
    cancel(venue, book, one, at, 'split leaves no whole share')
    return
  }
  order.shares = snapShares(order.filled + left)
  // Away from the market: a limit may not become worse than it was, a stop not closer.
  order.limit = order.limit && onTick(order.limit / ratio, book.listing, side === 'buy' ? 'down' : 'up', later)
  order.stop = order.stop && onTick(order.stop / ratio, book.listing, side === 'buy' ? 'up' : 'down', later)
  if (order.trail && 'price' in order.trail) order.trail = { price: order.trail.price / ratio }
  if (one.best !== null) one.best /= ratio
  if (order.legs) order.legs = splitLegs(order.legs, ratio)
  venue.emit({ type: 'replaced', order, at, reason: `split, ${ratio} for 1` })
}

function splitLegs({ stop, target, trail }: NonNullable<Resting['order']['legs']>, ratio: number) {
  return {
    stop: stop && stop / ratio,
    target: target && target / ratio,
    trail: trail && 'price' in trail ? { price: trail.price / ratio } : trail,
  }
}
