import type { Instant } from '../core/time.ts'
import type { Side } from '../market/orders.ts'
import type { SymbolKind } from '../market/symbols.ts'

/**
 * What a fill would be before costs; the row's figures are those of the bar (or print) it happens in. All in the shares and prices that
 * were traded then, also where the bars show them in the shares after a later split: costs go by those (`AsTraded`).
 */
export interface FillFacts {
  /** Whose costs: fees of stocks are charged on equities only. */
  kind: SymbolKind
  side: Side
  shares: number
  price: number
  time: Instant
  /** Volume of the bar; 0 when unknown. */
  volume: number
  high: number
  low: number
  tickSize: number
  /** Dollars for one point of price and share. */
  multiplier: number
  /** True when the order takes liquidity (market, triggered stop); a resting limit pays no slippage. */
  takes: boolean
}

/** Dollars, never negative. */
export type FeeModel = (fill: FillFacts) => number

/** The price after slippage: at or above `price` for a buy, at or below for a sell. */
export type SlippageModel = (fill: FillFacts) => number

/** A model with the words that outputs print. */
export interface Named<Model> {
  /** As typed: `us`, `none`, `0.001`, `spread`, `fixed:0.01`, `volume`. */
  name: string
  /** One sentence for a person. */
  text: string
  model: Model
}

/** Dated account rules: `none` = unlimited day trading and instant settlement; `margin` = PDT until 2026-06-03, intraday margin after; `cash` = settled cash only. */
export type AccountRules = 'none' | 'margin' | 'cash'

export interface Listing {
  symbol: string
  tickSize: number
  /** Dollars for one point of price and share: 1 for stocks, the contract's multiplier for futures. */
  multiplier: number
}

export interface ExchangeOptions {
  cash: number
  fractional: boolean
  fee: Named<FeeModel>
  slippage: Named<SlippageModel>
  /** Gross exposure allowed as a multiple of equity: 1 = unlevered. */
  margin: number
  /** Largest share of a bar's volume that one bar's fills may take (0.1). */
  volumeShare: number
  accountRules: AccountRules
  /** Yearly borrow fee of shorts and interest of debit cash, as fractions; stated in outputs. */
  borrowRate: number
  debitRate: number
}
