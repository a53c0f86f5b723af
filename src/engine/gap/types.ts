import type { Instant } from '../../core/time.ts'
import type { OrderType, Side } from '../../market/orders.ts'

/** What the fills of one order come to. Shares are positive, the price is their mean, fees are dollars. */
export interface Filled {
  shares: number
  price: number
  fee: number
  /** Of the first one. */
  at: Instant
}

/** What an order was for. `close`: sent because positions are closed before the end, not asked for by the strategy. */
export type Purpose = 'entry' | 'exit' | 'stop' | 'target' | 'close'

/** One order of the day, as it was really or as it was in the model. */
interface GapSideOrder {
  symbol: string
  side: Side
  purpose: Purpose
  type: OrderType
  limit: number | null
  stop: number | null
  /** When it was made. */
  at: Instant
  /** Of an order that protects or closes: the intent whose position it ends; null when none is known. */
  entry: string | null
  filled: Filled | null
  state: string
  reason: string | null
}

export interface RealOrder extends GapSideOrder {
  clientOrderId: string
  /** Run that it belongs to; null for what a person or somebody else asked for. */
  run: string | null
  /** Who asked: `person`, `strategy NAME`, ...; null where nobody knows. */
  origin: string | null
  /** Null for what was made by the broker (legs). */
  intentId: string | null
  /** When it was last sent; null when it never was. */
  sentAt: Instant | null
  /** The strategy asked for this price itself; null where the limits put one on a market order. */
  asked: number | null
}

export interface ModelOrder extends GapSideOrder {
  /** The id that its intent has in a run; null for legs and what closes at the end. */
  intentId: string | null
  run: string
  /** Dollars that the fills paid to the slippage of the fill rules. */
  slippage: number
}

/** A real order, the model's, or both of one wish. */
export interface Pair {
  real: RealOrder | null
  model: ModelOrder | null
  /** They end the same position, but not by the same decision. */
  isOther: boolean
}

export const CAUSES = ['signal', 'delay', 'price', 'size', 'fee', 'missed'] as const
export type Cause = (typeof CAUSES)[number]
/** Dollars by cause; positive = what really happened made more than the model. */
export type Causes = Record<Cause, number>
