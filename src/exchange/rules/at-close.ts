import type { BarInPlay } from '../matching/bar-in-play.ts'
import type { Resting } from '../matching/resting.ts'
import { through } from './price.ts'

/** On-the-close orders meet the closing auction, whose price is the close of the session's last bar; a limit needs it strictly beyond. */
export function priceAtClose({ order }: Resting, { close }: BarInPlay): number {
  return order.limit === null || through(order.side, close, order.limit) ? close : Number.NaN
}
