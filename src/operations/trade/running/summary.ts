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
  { open, reconciled }: { open: string[]; reconciled: boolean },
): TradeRunSummary {
  const mine = new Set(run.symbols)
  const trips = books.history.roundTrips.filter(({ symbol, exitTime }) => mine.has(symbol) && exitTime >= since)
  const { intents, denied, ignored } = run.why()
  return {
    bars,
    intents,
    orders: run.totals.orders,
    fills: run.totals.fills,
    roundTrips: trips.length,
    profit: trips.reduce((sum, { profit }) => sum + profit, 0),
    fees: trips.reduce((sum, { fees }) => sum + fees, 0),
    equity,
    denied,
    ignored,
    flat: run.symbols.every((symbol) => books.shares(symbol) === 0),
    reconciled,
    open,
  }
}
