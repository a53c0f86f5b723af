import type { Listing } from '../models.ts'

/** The price step at a price: a stock's cent is a hundredth of one under a dollar (SEC rule 612); everything else keeps its own. */
export function tickAt({ tickSize, multiplier }: Listing, price: number): number {
  return multiplier === 1 && price < 1 ? Math.min(tickSize, 0.0001) : tickSize
}

/** The nearest price on the grid that is not above (`down`) or not below (`up`) a price; never under one step. */
export function onTick(price: number, listing: Listing, direction: 'up' | 'down'): number {
  const tick = tickAt(listing, price)
  const steps = price / tick
  const whole = direction === 'down' ? Math.floor(steps + 1e-6) : Math.ceil(steps - 1e-6)
  return Number((Math.max(1, whole) * tick).toPrecision(12))
}
