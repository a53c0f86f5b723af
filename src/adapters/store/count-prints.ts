import { MINUTE } from '../../core/time.ts'
import { type Bars, column } from '../../market/bars.ts'
import type { Store } from '../../ports/store.ts'
import type { BarSeries } from './candidates.ts'

/**
 * 1m bars whose source counted no prints, with the counts of the prints stored for the same symbol and source: how many fell into
 * each minute. A minute without any is 0 only where the bar too says that nothing traded; elsewhere the tape has a hole and the count stays unknown.
 */
export function withCountedPrints(store: Store, series: BarSeries, bars: Bars): Bars {
  if (bars.timeframe !== '1m' || bars.length === 0 || !lacksCounts(bars)) return bars
  const range = { from: bars.time[0], to: bars.time[bars.length - 1] + MINUTE }
  const tape = store.tape.loadPrints(series.symbol, series.source, range)
  if (!tape || tape.length === 0) return bars
  const prints = column(bars.length)
  let next = 0
  for (let i = 0; i < bars.length; i++) {
    const known = bars.prints?.[i] ?? Number.NaN
    const open = bars.time[i]
    while (next < tape.length && tape.time[next] < open) next++
    const first = next
    while (next < tape.length && tape.time[next] < open + MINUTE) next++
    prints[i] = Number.isNaN(known) ? counted(next - first, bars.volume[i]) : known
  }
  return { ...bars, prints }
}

function counted(count: number, volume: number): number {
  return count > 0 || volume === 0 ? count : Number.NaN
}

function lacksCounts(bars: Bars): boolean {
  if (bars.prints === null) return true
  for (let i = 0; i < bars.length; i++) if (Number.isNaN(bars.prints[i])) return true
  return false
}
