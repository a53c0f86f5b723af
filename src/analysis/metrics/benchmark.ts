import type { DayNumber, Instant } from '../../core/time.ts'
import type { CorporateAction } from '../../market/actions.ts'
import { type Bars, type Column, lowerBound } from '../../market/bars.ts'
import type { Benchmark } from './types.ts'

/** One symbol's closes: when each is known and its exchange date. A `PreparedSeries` of the engine has this shape. */
export interface BenchmarkSeries {
  bars: Pick<Bars, 'symbol' | 'length' | 'close'>
  closeTime: Column
  day: Int32Array
}

/** The dates of a run (`dailyHistory`) and its first step. */
export interface BenchmarkSpan {
  days: Int32Array
  from: Instant
}

/**
 * Buy and hold beside a run: the same sum in each symbol at its first close from the first step on (a symbol that begins later waits as
 * cash), never rebalanced, no costs. Splits multiply the shares; dividends are kept as cash, as the ledger keeps them.
 * Null when no symbol has a close in the span.
 */
export function benchmarkOf(series: BenchmarkSeries[], span: BenchmarkSpan, actions: CorporateAction[] = []): Benchmark | null {
  const { days } = span
  const value = new Float64Array(days.length)
  let held = 0
  for (const one of series) {
    const own = actions.filter((action) => action.symbol === one.bars.symbol).sort((a, b) => a.exDay - b.exDay)
    if (addHolding(one, span, own, value)) held++
  }
  if (held === 0) return null
  const dailyReturns = new Float64Array(days.length)
  let before = 1
  for (let k = 0; k < days.length; k++) {
    const now = value[k] / held
    dailyReturns[k] = now / before - 1
    before = now
  }
  return { dailyReturns, totalReturn: before - 1 }
}

/** Adds to each date what one dollar in the symbol is worth at its end; false, adding nothing, when it has no close in the span. */
function addHolding(series: BenchmarkSeries, span: BenchmarkSpan, actions: CorporateAction[], value: Float64Array): boolean {
  const { bars, closeTime, day } = series
  const { days } = span
  let row = lowerBound(closeTime, bars.length, span.from)
  if (row >= bars.length || days.length === 0 || day[row] > days[days.length - 1]) return false
  const entry: DayNumber = day[row]
  let shares = 1 / bars.close[row]
  let cash = 0
  let due = actions.findIndex((action) => action.exDay > entry)
  if (due < 0) due = actions.length
  for (let k = 0; k < days.length; k++) {
    if (days[k] < entry) {
      value[k] += 1
      continue
    }
    for (; due < actions.length && actions[due].exDay <= days[k]; due++) {
      while (row + 1 < bars.length && day[row + 1] < actions[due].exDay) row++
      const { kind, value: amount, ratio } = actions[due]
      if (kind === 'split') shares *= amount ?? 1 / (ratio ?? 1)
      else cash += shares * (amount ?? (1 - (ratio ?? 1)) * bars.close[row])
    }
    while (row + 1 < bars.length && day[row + 1] <= days[k]) row++
    value[k] += shares * bars.close[row] + cash
  }
  return true
}
