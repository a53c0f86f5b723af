import type { Instant } from '../../../core/time.ts'
import type { LiveRun } from '../../../engine/live/live-run.ts'
import type { Books } from '../../../engine/orders/books.ts'
import type { TradeRunSummary } from './events.ts'

/** The run in figures. Round trips are those of the session, also from before a process was killed and started again. */
export function summaryOf(
  run: LiveRun,
  books: Books,
  equity: number,
  bars: number,
  since: Instant,
  { account, open, reconciled }: { account: string; open: string[]; reconciled: boolean },
): TradeRunSummary {
  const mine = new Set(run.symbols)
  const trips = books.history.roundTrips.filter(({ symbol, exitTime }) => mine.has(symbol) && exitTime >= since)
  const { intents, denied, ignored } = run.why()
  return {
    account,
    bars,
    intents,
    orders: run.totals.orders,
    fills: run.totals.fills,
    roundTrips: trips.length,
    profit: dollars(trips.map(({ profit }) => profit)),
    fees: dollars(trips.map(({ fees }) => fees)),
    equity,
    denied,
    ignored,
    flat: run.symbols.every((symbol) => books.shares(symbol) === 0),
    reconciled,
    open,
  }
}

/** A sum without the dust of binary fractions; money is kept in millionths. */
function dollars(amounts: readonly number[]): number {
  return Number(amounts.reduce((sum, one) => sum + one, 0).toFixed(6))
}
