import type { DayNumber, Instant } from '../../core/time.ts'
import { snapShares } from '../account/money.ts'
import type { Order } from '../order.ts'

/** No date yet: a day order belongs to the date of the first bar it meets. */
export const NO_DAY: DayNumber = -2_147_483_648

/** What an order could do inside the bar in play. */
export const IDLE = 0
export const STOPS_OUT = 1
export const TAKES_PROFIT = 2
export const ENTERS = 3

/**
 * An order while it rests, with what only the exchange knows of it. What few orders have begins as null: a number that is no whole one
 * is kept in a box of its own, made anew for every order.
 */
export class Resting {
  readonly order: Order
  /** Bars that open earlier cannot fill it. */
  liveFrom: Instant
  done = false
  /** It may fill in the bar in play. */
  inPlay = false
  /** Bars it has been in play for. */
  barsMet = 0
  day: DayNumber = NO_DAY
  /** A stop whose price was reached: from then on a market or limit order. */
  triggered = false
  /** A limit at or beyond the last price when it was sent takes liquidity at its first open. */
  readonly marketable: boolean
  /** Best price that a trailing stop has seen. */
  best: number | null = null
  /** Open of the bar inside which it came to life; what that bar did before is unknown. */
  bornInside: Instant | null = null
  role = IDLE
  /** Price at which the bar in play would fill it inside, when it has a role. */
  reachedAt = Number.NaN
  /** Shares that it could lower there with the position as the open left it. */
  lowerable = 0
  /** Legs of an entry, once something has filled. */
  stopLeg: Resting | null = null
  targetLeg: Resting | null = null

  constructor(order: Order, liveFrom: Instant, marketable: boolean) {
    this.order = order
    this.liveFrom = liveFrom
    this.marketable = marketable
  }

  get remaining(): number {
    return snapShares(this.order.shares - this.order.filled)
  }
}
