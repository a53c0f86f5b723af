import { OpenbellError } from '../core/errors.ts'
import type { Instant } from '../core/time.ts'
import { createExchange, restoreExchange } from '../exchange/create.ts'
import type { FinerBars } from '../exchange/exchange.ts'
import type { LastingExchange } from '../exchange/lasting.ts'
import type { ExchangeOptions, Listing } from '../exchange/models.ts'
import type { ExchangeEvent, Order } from '../exchange/order.ts'
import type { Book } from './book.ts'
import type { Cursor } from './cursor.ts'
import type { Ledger } from './ledger.ts'

/** What an account holds before a run begins: signed shares, never 0, and their mean price in dollars. */
export interface Hold {
  symbol: string
  shares: number
  averagePrice: number
}

/** An exchange whose account holds something already; `options.cash` is what it has beside that. */
export function exchangeHolding(
  holds: readonly Hold[],
  options: ExchangeOptions,
  listings: readonly Listing[],
  listener: (event: ExchangeEvent) => void,
  finer: FinerBars | null,
): LastingExchange {
  if (holds.length === 0) return createExchange(options, listings, listener, finer)
  const state = createExchange(options, listings, () => {}).snapshot()
  for (const book of state.books) {
    const held = holds.find(({ symbol }) => symbol === book.listing.symbol)
    if (held) Object.assign(book, { shares: held.shares, averagePrice: held.averagePrice })
  }
  return restoreExchange(state, options, listener, finer ? { finer } : {})
}

/** Dollars that the holds of these listings cost: a ledger that takes them over begins with so much more. */
export function costOf(holds: readonly Hold[], listings: readonly Listing[]): number {
  return holds.reduce((sum, { symbol, shares, averagePrice }) => {
    const listing = listings.find((one) => one.symbol === symbol)
    return listing ? sum + shares * averagePrice * listing.multiplier : sum
  }, 0)
}

/**
 * Tells the ledger what is held, as one fill a symbol at its mean price, in the row before the first that is decided on.
 * @throws OpenbellError usage when there is no such row: nobody knows then what the position is worth
 */
export function takeHolds(
  holds: readonly Hold[],
  listings: readonly Listing[],
  ledger: Ledger,
  book: Book,
  cursors: Cursor[],
  at: Instant,
): void {
  for (const { symbol, shares, averagePrice } of holds) {
    const listing = listings.findIndex((one) => one.symbol === symbol)
    if (listing < 0) continue
    if (cursors[listing].row < 0) {
      throw new OpenbellError(
        'usage',
        `${symbol} is held and has no bar before the run begins`,
        'give the run bars from before it',
      )
    }
    const order = heldOrder(symbol, listing, shares)
    book.adopt(order, 'held before')
    const fill = { executionId: 0, order, shares: order.shares, price: averagePrice, fee: 0, slippageCost: 0 }
    ledger.take({ type: 'filled', order, fill: { ...fill, time: at, ambiguous: false, shrunk: false }, at })
  }
}

function heldOrder(symbol: string, listing: number, signed: number): Order {
  const shares = Math.abs(signed)
  const nothing = { limit: null, stop: null, trail: null, legs: null, group: null, parent: null, leg: null, reason: null }
  const side = signed > 0 ? ('buy' as const) : ('sell' as const)
  return {
    ...nothing,
    ...{ clientOrderId: 'held-before-0', symbol, side, shares, type: 'market', tif: 'day', extended: false, reduceOnly: false },
    ...{ id: 0, listing, state: 'filled', filled: shares, averagePrice: null, submittedAt: 0 },
  }
}
