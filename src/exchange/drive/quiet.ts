import { type Instant, MINUTE } from '../../core/time.ts'
import type { LastingExchange } from '../lasting.ts'
import type { DriveMarket } from './market.ts'

/** A quiet stretch shorter than this is not worth asking for. */
export const WORTHWHILE = 10 * MINUTE

/** True when none of the listings trades in a stretch of time. */
export function allClosed(
  exchange: LastingExchange,
  market: DriveMarket,
  listings: readonly number[],
  from: Instant,
  until: Instant,
): boolean {
  return listings.every((one) => {
    const { phase, to } = market.calendar(exchange.listings[one].symbol).at(from)
    return phase === 'closed' && to >= until
  })
}

/** How far nothing can happen to any order, where the market can say so without its tape; `from` where it cannot, or it is not worth it. */
export async function quietUntil(
  exchange: LastingExchange,
  market: DriveMarket,
  listings: readonly number[],
  from: Instant,
  to: Instant,
): Promise<Instant> {
  if (!market.quietUntil || exchange.borrows || to - from < WORTHWHILE) return from
  let until = to
  for (const one of listings) {
    if (exchange.restingIn(one) === 0) continue
    const reach = exchange.reachOf(one)
    if (reach === null) return from
    const { symbol } = exchange.listings[one]
    until = Math.min(until, await market.quietUntil(symbol, from, until, reach.floor, reach.ceiling))
    if (until < from + WORTHWHILE) return from
  }
  return until
}
