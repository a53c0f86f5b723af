import type { ColumnCache } from '../analysis/indicators/resolve.ts'
import type { Instant } from '../core/time.ts'
import type { AsTraded } from '../exchange/exchange.ts'
import type { ExchangeOptions } from '../exchange/models.ts'
import type { ExchangeEvent, Fill } from '../exchange/order.ts'
import type { CorporateAction } from '../market/actions.ts'
import type { Bars, Column } from '../market/bars.ts'
import type { Calendar } from '../market/calendar/calendar.ts'
import type { AnyStrategy, ParamValues } from '../strategy/types.ts'
import type { Hold } from './holds.ts'
import type { RiskLimits } from './risk/types.ts'

/** One symbol's bars with what the loop needs of them, made once and shared by many runs (`prepareSeries`). */
export interface PreparedSeries {
  bars: Bars
  calendar: Calendar
  /** When each bar is known (its close), epoch ms. */
  closeTime: Column
  /** Exchange date of each bar. */
  day: Int32Array
  /** Where prices were multiplied for splits that came later; absent = they stand as they were traded. Costs go by what was traded. */
  asTraded?: readonly AsTraded[]
  /**
   * Columns that no kernel computes, by their spelling (`forecastKey`): filled before the run by what may wait, row by row with the bars, at
   * least as long as they. Absent = none.
   */
  forecasts?: Readonly<Record<string, readonly Column[]>>
}

export interface RunRequest {
  strategy: AnyStrategy
  params: ParamValues
  /** All of one timeframe. */
  series: PreparedSeries[]
  exchange: ExchangeOptions
  /** Null = no limits (`--risk none`): a market intent is a plain market order. */
  limits: RiskLimits | null
  /** Bars that close at or before this instant only warm indicators up; null = decide from the first warm bar. */
  decideFrom: Instant | null
  /** Splits and dividends to apply to positions and resting orders as they fall due, all symbols. */
  actions: CorporateAction[]
  /** Finer bars inside `[from, to)` of a bar that is ambiguous; null when there are none. */
  finer: ((symbol: string, from: Instant, to: Instant) => Bars | null) | null
  /** Indicator columns shared by the runs of a sweep; null = own. */
  cache: ColumnCache | null
  /** `summary` keeps equity, round trips and counts; `all` keeps orders, fills and denials too. */
  record: 'all' | 'summary'
  /** What is held when it begins, beside the cash, valued at the bars before the first that is decided on; absent = nothing. */
  holds?: readonly Hold[]
  /** Hears of every order and fill as it happens; absent = nobody. */
  listener?: (event: ExchangeEvent) => void
}

export interface RoundTrip {
  symbol: string
  side: 'long' | 'short'
  /** Largest size held. */
  shares: number
  entryTime: Instant
  /** Mean price of the fills that built it. */
  entryPrice: number
  /** Null while it is open at the end of the run. */
  exitTime: Instant | null
  /** Mean price of the fills that ended it; null while open. */
  exitPrice: number | null
  fees: number
  slippageCost: number
  /** Dollars after fees (dividends and borrow are the account's, not the round trip's); open ones valued at the last close. */
  profit: number
  /** profit / (entry price * shares * multiplier). */
  return: number
  entryReason: string
  exitReason: string | null
  /** Bars from entry to exit (to the end while open). */
  bars: number
}

/** What became of one intent, for `why` and for look-ahead checks: the same data up to a bar must give the same decisions. */
export interface Decision {
  /** Close of the bar on which it was made. */
  at: Instant
  symbol: string
  action: 'buy' | 'short' | 'exit' | 'protect' | 'cancel'
  reason: string
  shares: number
  limit: number | null
  trigger: number | null
  stop: number | null
  target: number | null
  /** `denied` by our risk, `rejected` by the exchange, `ignored` where there was nothing to do. */
  outcome: 'sent' | 'shrunk' | 'denied' | 'rejected' | 'ignored'
  /** The rule that denied or shrank it, or why it was rejected or ignored. */
  rule: string | null
}

export interface RunResult {
  symbols: string[]
  /** One row a step (all bars that close together). */
  steps: number
  times: Column
  /** Dollars, positions at the last close. */
  equity: Column
  /** Gross market value over equity at each step. */
  exposure: Column
  /** Exchange date of each step. */
  day: Int32Array
  startCash: number
  finalEquity: number
  roundTrips: RoundTrip[]
  decisions: Decision[]
  fills: Fill[]
  why: {
    /** Bars that the strategy was shown: after the warm-up, and after `decideFrom`. */
    barsSeen: number
    /** Bars on which it asked for something. */
    signals: number
    /** Calls it made. */
    intents: number
    denied: { rule: string; count: number }[]
    /**
     * Intents of which nothing came (or not all of it), by reason: what was asked for could not be, there was nothing to do, or the order
     * was rejected, expired or canceled.
     */
    ignored: { rule: string; count: number }[]
    /** Bars of a symbol until its indicators speak; the largest over the symbols' own. */
    warmUpBars: number
  }
  totals: {
    fees: number
    slippageCost: number
    borrow: number
    /** Interest of debit cash. */
    interest: number
    /** Received less paid. */
    dividends: number
    /** Dollars bought and sold. */
    turnover: number
    orders: number
    fills: number
    ambiguousBars: number
    /** Ambiguous bars that finer bars settled. */
    drilledBars: number
    shrunkFills: number
    /** Fills in bars without volume, which fill whole. */
    withoutVolume: number
    marginCalls: number
  }
}
