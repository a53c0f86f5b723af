import type { Instant } from '../../core/time.ts'
import type { PreparedSeries } from '../../engine/types.ts'
import { type Bars, lowerBound, sliceBars } from '../../market/bars.ts'
import { TIMEFRAMES } from '../../market/timeframe.ts'
import type { Store } from '../../ports/store.ts'
import type { Context } from '../context.ts'
import type { RunData } from './data.ts'

/**
 * Finer bars of the same symbols from the store, for bars that alone cannot say whether stop or target came first; null where there are
 * none. A finer row outside the coarse bar's own range would be of another adjustment: such bars decide nothing.
 */
export async function finerBars(
  context: Context,
  data: RunData,
): Promise<((symbol: string, from: Instant, to: Instant) => Bars | null) | null> {
  if (data.source.name !== 'store') return null
  const store = await context.store()
  const found = new Map<string, Bars>()
  for (const series of data.series) {
    const loaded = await finestOf(context, data, store, series)
    if (loaded && loaded.length > 0) found.set(series.bars.symbol, loaded)
  }
  if (found.size === 0) return null
  return (symbol, from, to) => {
    const bars = found.get(symbol)
    if (!bars) return null
    const start = lowerBound(bars.time, bars.length, from)
    const end = lowerBound(bars.time, bars.length, to)
    return end > start ? sliceBars(bars, start, end) : null
  }
}

/** The finest bars stored of a symbol over its span in the run; null when none are finer, or they cannot be read. */
async function finestOf(
  context: Context,
  data: RunData,
  store: Store,
  { bars, closeTime }: PreparedSeries,
): Promise<Bars | null> {
  const { symbol } = bars
  const stored = new Set(store.series(symbol).map((one) => one.timeframe))
  const timeframe = TIMEFRAMES.slice(0, TIMEFRAMES.indexOf(data.timeframe)).find((one) => stored.has(one))
  if (!timeframe) return null
  const span = { from: bars.time[0], to: closeTime[bars.length - 1] }
  const asked = { kind: 'bars' as const, symbol, timeframe, ...span, asOf: data.asOf, session: context.settings.session }
  return data.source.history(asked, context.signal).catch(() => null)
}
