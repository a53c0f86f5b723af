import type { Instant } from '../../../core/time.ts'
import { defaultOptions } from '../../../exchange/defaults.ts'
import type { DrivenState } from '../../../exchange/drive/driven.ts'
import type { ExchangeOptions } from '../../../exchange/models.ts'
import { noSlippage } from '../../../exchange/slippage/models.ts'
import type { BrokerActivity, BrokerFill, BrokerOrder } from '../../../ports/broker.ts'

export const BODY_VERSION = 1

/** An order as the account keeps it: its legs are records of their own that name it as their parent. */
export interface OrderRecord extends Omit<BrokerOrder, 'legs'> {
  /** In the order they came. */
  number: number
  /** Its id in the matching core while it rests there; null for a leg that waits for its entry and for what has ended. */
  core: number | null
  /** Shares that the order in the core had filled for the order that this one replaced. */
  base: number
  reduces: boolean
}

/** What was told of the account, for whoever listens; `order` as it was then. */
export interface KeptEvent {
  number: number
  at: Instant
  word: string
  order: OrderRecord
  fill: BrokerFill | null
}

/** The truth of a simulated account. What ended long ago stands on pages of its own (archive.ts), so that this stays small. */
export interface AccountBody {
  version: typeof BODY_VERSION
  /** When the account began to live; with a number it makes ids that no other account has. */
  since: Instant
  driven: DrivenState
  /** Dollars at the last regular close; before the first one what the account began with. */
  lastEquity: number | null
  nextOrder: number
  nextEvent: number
  nextActivity: number
  /** Open orders and those that ended lately, in the order they came. */
  orders: OrderRecord[]
  /** The newest ones, ascending. */
  activities: BrokerActivity[]
  /** The newest ones, ascending. */
  events: KeptEvent[]
  /** Pages of the archive. */
  pages: number
}

/** Events kept for listeners that poll; who has missed more asks for the account anew. */
export const EVENTS_KEPT = 64

/**
 * Paper as a small honest broker would have it: fees of US stocks, no slippage (prints are what was paid), no leverage, a tenth of the
 * size of each print, the account rules in force on the date.
 */
export function exchangeOptions(cash: number): ExchangeOptions {
  return {
    ...defaultOptions(),
    cash,
    slippage: noSlippage,
    margin: 1,
    accountRules: 'margin',
    fractional: true,
    volumeShare: 0.1,
  }
}
