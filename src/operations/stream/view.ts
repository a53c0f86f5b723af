import type { WindowFigures } from '../../analysis/window/types.ts'
import type { Instant } from '../../core/time.ts'
import type { DataQuality } from '../../engine/stream/types.ts'
import type { Bars } from '../../market/bars.ts'
import type { DayPhase } from '../../market/calendar/day-phase.ts'
import type { PrintRing, QuoteRing, SymbolTape } from '../../market/live/types.ts'
import type { Timeframe } from '../../market/timeframe.ts'
import type { StreamEvent } from './events.ts'

export type { DayPhase, WindowFigures }

export interface SymbolQuality extends Omit<DataQuality, 'newest'> {
  /** Market milliseconds since the newest print or quote; null before any. */
  ageMs: number | null
}

/** A row of the watchlist. Unknown numbers are null. */
export interface WatchRow {
  symbol: string
  price: number | null
  priceTime: Instant | null
  bid: number | null
  ask: number | null
  /** Against the last regular close before this session, as a fraction. */
  change: number | null
  /** Units of the regular session so far. */
  volume: number | null
  printsPerMinute: number | null
  /** EXCELLENT, GOOD, POOR, INSUFFICIENT or UNKNOWN, as everywhere. */
  rating: string
  /** Signed; 0 = none. */
  shares: number
  quality: SymbolQuality
}

export interface PositionRow {
  symbol: string
  shares: number
  averagePrice: number
  price: number | null
  profit: number | null
  profitFraction: number | null
  stop: number | null
  target: number | null
  alert: string | null
}

export interface OrderRow {
  clientOrderId: string
  symbol: string
  side: 'buy' | 'sell'
  /** Null for an order of dollars that the broker has not counted yet. */
  shares: number | null
  filled: number
  type: string
  limit: number | null
  stop: number | null
  state: string
  reason: string | null
}

export interface AccountView {
  /** Key of the account, and the live one's last four. */
  name: string
  cash: number | null
  equity: number | null
  buyingPower: number | null
  /** Dollars since the last close, and as a fraction of that equity. */
  dayProfit: number | null
  dayChange: number | null
  state: 'active' | 'reducing' | 'halted'
  /** Our books and the broker agree. */
  reconciled: boolean
  /** Order updates are heard; null where nobody listens. */
  updatesUp: boolean | null
  positions: readonly PositionRow[]
  /** Open orders. */
  orders: readonly OrderRow[]
}

/** What is drawn over the bars. Every series is a column as long as the bars, NaN where there is nothing. */
export interface Overlays {
  lines: readonly { name: string; values: ArrayLike<number> }[]
  /** Settled peaks and troughs, each known at `knownAt`. */
  turns: readonly { kind: 'peak' | 'trough'; row: number; price: number; provisional: boolean }[]
  fills: readonly { side: 'buy' | 'sell'; time: Instant; price: number; shares: number }[]
  /** Horizontal lines: stops, targets, resting limits, average price of the position, previous close. */
  levels: readonly { kind: 'stop' | 'target' | 'limit' | 'position' | 'previous-close'; price: number }[]
  /** Forecast band at the right edge, when there is one: of what was known with the bar that opened at `from`. */
  band: {
    from: Instant
    stepMs: number
    median: readonly number[]
    low: readonly number[]
    high: readonly number[]
    level: number
    /** Who says it, and what is to be doubted: `model NAME (no skill shown)`. */
    label: string
  } | null
}

/** Everything a screen may show, read whenever it paints. Getters are cheap; nothing here computes what the engine has not. */
export interface SessionView {
  /** The market's time. */
  readonly now: Instant
  readonly label: 'SIMULATED' | 'PAPER' | 'LIVE' | 'REPLAY'
  readonly mode: 'paper' | 'live'
  readonly broker: string
  /** Host of the exchange behind the broker, where it is not the vendor's own. */
  readonly host: string | null
  readonly source: string
  readonly feed: string
  /** Share of the market's volume that the feed carries. */
  readonly coverage: number
  readonly session: { phase: DayPhase; date: string; opensAt: Instant | null; closesAt: Instant | null }
  readonly stream: {
    state: 'up' | 'down' | 'refused' | 'fatal' | 'over' | 'polling' | 'attached'
    message: string
    since: Instant
  }
  readonly account: AccountView | null
  readonly strategy: { name: string; params: Readonly<Record<string, unknown>>; timeframe: Timeframe; phase: string } | null
  /** Market seconds in a real one: 1 in the present; null = unpaced. */
  readonly speed: number | null
  /**
   * Market milliseconds that lay between two looks at the data, where that is more than `speed` says: a fast session that stands still, or the replay of one.
   * What is no older was the present at the last look.
   */
  readonly lookedEvery?: number
  readonly recording: string | null
  /** In the order they were added. */
  readonly watch: readonly WatchRow[]
  /** Newest last; the session keeps the last thousand. Prints, quotes and bars are not among them. */
  readonly events: readonly StreamEvent[]
  /** Counts up with every event, so that a reader knows what is new. */
  readonly eventCount: number
  prints(symbol: string): PrintRing | null
  quotes(symbol: string): QuoteRing | null
  /** Bars of a timeframe, the last one forming when `forming`. Null for a symbol that is not watched. */
  bars(symbol: string, timeframe: Timeframe): { bars: Bars; forming: boolean } | null
  /** The tape itself, where this process has it. */
  tape?(symbol: string): SymbolTape | null
  overlays(symbol: string, timeframe: Timeframe): Overlays
  window(symbol: string, seconds: number): WindowFigures | null
}
