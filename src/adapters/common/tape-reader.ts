import { type Instant, MINUTE } from '../../core/time.ts'
import type { Bars } from '../../market/bars.ts'
import type { Prints, Quotes } from '../../market/prints.ts'
import type { MarketDataSource } from '../../ports/market-data.ts'

/** A stretch of market time `(from, to]`. */
export interface Stretch {
  from: Instant
  to: Instant
}

/** What a tape stream reads. Each kind rejects with `no-data` where the stretch holds none of it, and with `unavailable` where it cannot be read just now. */
export interface TapeReader {
  /** Stretches end at whole multiples of so many milliseconds: what is drawn or kept together is read together. */
  readonly grain: number
  /** When the last row of the symbol is told. @throws OpenbellError `not-found` for a symbol without any tape */
  end(symbol: string): Instant
  prints(symbol: string, stretch: Stretch, signal: AbortSignal): Promise<Prints>
  quotes(symbol: string, stretch: Stretch, signal: AbortSignal): Promise<Quotes>
  /** One-minute bars that close in the stretch, prices as they were traded. */
  bars(symbol: string, stretch: Stretch, signal: AbortSignal): Promise<Bars>
}

/** The tape of a source that answers from history at no cost worth mentioning. */
export function historyReader(source: Pick<MarketDataSource, 'history'>, end: TapeReader['end']): TapeReader {
  return {
    grain: 1,
    end,
    prints: (symbol, stretch, signal) => source.history({ kind: 'prints', symbol, ...rangeOf(stretch) }, signal),
    quotes: (symbol, stretch, signal) => source.history({ kind: 'quotes', symbol, ...rangeOf(stretch) }, signal),
    bars(symbol, { from, to }, signal) {
      const opens = rangeOf({ from: from - MINUTE, to: to - MINUTE })
      return source.history({ kind: 'bars', symbol, timeframe: '1m', session: 'all', raw: true, ...opens, asOf: to }, signal)
    },
  }
}

/** A source takes `[from, to)`, a stretch is `(from, to]`: nothing is told twice, and what happens at its end is told. */
export function rangeOf({ from, to }: Stretch): { from: Instant; to: Instant; asOf: Instant } {
  return { from: justAfter(from), to: justAfter(to), asOf: to }
}

/** The next number that a double can hold: 53 bits from the leading one. */
export function justAfter(at: Instant): Instant {
  return at + 2 ** (Math.floor(Math.log2(Math.abs(at) || 1)) - 52)
}

/** The number before it. */
export function justBefore(at: Instant): Instant {
  return at - 2 ** (Math.floor(Math.log2(Math.abs(at) || 1)) - 52)
}
