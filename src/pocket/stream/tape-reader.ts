import { type Instant, MICROSECOND } from '../../core/time.ts'
import type { Prints, Quotes } from '../../market/prints.ts'
import { iexRows, thinBar } from '../iex.ts'
import { readBars } from '../source-bars.ts'
import type { WireBar } from '../wire.ts'
import { orNothing, type World } from '../world.ts'

/** A stretch of exchange time `(from, to]`. */
export interface Stretch {
  from: Instant
  to: Instant
}

/** A tape and which of its rows a feed carries; null = all. */
export interface Seen<T> {
  tape: T
  rows: readonly number[] | null
}

/** What one feed sees of the market. Null or empty where there is nothing. */
export interface TapeReader {
  prints(symbol: string, stretch: Stretch, signal: AbortSignal): Promise<Seen<Prints> | null>
  quotes(symbol: string, stretch: Stretch, signal: AbortSignal): Promise<Seen<Quotes> | null>
  /** One-minute bars that close in the stretch. */
  minutes(symbol: string, stretch: Stretch, signal: AbortSignal): Promise<WireBar[]>
  /** Every symbol that `*` stands for. */
  all(signal: AbortSignal): Promise<string[]>
}

const MINUTE_MS = 60_000

/** The market of the source; `iex` = the thin part of it that one small exchange sees. */
export function marketReader(world: World, iex: boolean): TapeReader {
  // The source takes `[from, to)`, a stretch is `(from, to]`: nothing is told twice, and what happens at `to` is told.
  const range = (symbol: string, { from, to }: Stretch) => ({ symbol, from: from + MICROSECOND, to: to + MICROSECOND, asOf: to })
  const seen = <T extends Prints | Quotes>(tape: T | null): Seen<T> | null => tape && { tape, rows: iex ? iexRows(tape) : null }
  return {
    async prints(symbol, stretch, signal) {
      return seen(await orNothing(world.source.history({ kind: 'prints', ...range(symbol, stretch) }, signal)))
    },
    async quotes(symbol, stretch, signal) {
      return seen(await orNothing(world.source.history({ kind: 'quotes', ...range(symbol, stretch) }, signal)))
    },
    async minutes(symbol, { from, to }, signal) {
      const bars = await readBars(world, symbol, '1m', from - MINUTE_MS + MICROSECOND, to - MINUTE_MS + MICROSECOND, to, signal)
      return iex ? bars.map(thinBar).filter((bar) => bar !== null) : bars
    },
    all: async (signal) => (await world.directory.all(signal)).map(({ symbol }) => symbol),
  }
}
