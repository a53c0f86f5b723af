import type { Listing } from '../models.ts'

/** The price step at a price: a stock's cent is a hundredth of one under a dollar (SEC rule 612); everything else keeps its own. */
export function tickAt({ tickSize, multiplier }: Listing, price: number): number {
  return multiplier === 1 && price < 1 ? Math.min(tickSize, 0.0001) : tickSize
}

/**
 * The nearest price on the grid that is not above (`down`) or not below (`up`) a price; never under one step. The grid is that of the price
 * as it was traded: `ratio` is the factor for splits that came later (`AsTraded`).
 */
export function onTick(price: number, listing: Listing, direction: 'up' | 'down', ratio = 1): number {
  const traded = price / ratio
  const tick = tickAt(listing, traded)
  const steps = traded / tick
  const whole = direction === 'down' ? Math.floor(steps + 1e-6) : Math.ceil(steps - 1e-6)
  return Number((Math.max(1, whole) * tick * ratio).toPrecision(12))
}
