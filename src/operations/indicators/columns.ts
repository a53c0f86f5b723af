import { formatIndicator, specOf } from '../../analysis/indicators/ref.ts'
import { indicatorColumns, type SeriesSource, settleOf, warmUpOf } from '../../analysis/indicators/resolve.ts'
import type { IndicatorSet } from '../../analysis/indicators/set.ts'
import type { IndicatorRef } from '../../analysis/indicators/spec.ts'
import { type Instant, iso } from '../../core/time.ts'
import { type Bars, type Column, column, lowerBound } from '../../market/bars.ts'
import { calendarFor } from '../../market/calendar/calendar.ts'
import type { Timeframe } from '../../market/timeframe.ts'
import type { MarketDataSource } from '../../ports/market-data.ts'
import { atLength } from '../common/breathe.ts'
import { recentBars } from '../common/recent-bars.ts'
import type { Context } from '../context.ts'
import type { ColumnsOutput, UnsettledOutput } from './output.ts'

/** Bars loaded before the first row shown at most: what adds up from the first bar of all never settles, so it begins here. */
export const MOST_BEFORE = 20_000

export interface ColumnsRequest {
  symbol: string
  timeframe: Timeframe
  asOf: Instant
  /** Rows to answer with. */
  rows: number
  uses: IndicatorRef[]
  set: IndicatorSet
}

export interface ColumnsAnswer {
  bars: Bars
  /** First row of the bars that is answered with. */
  from: number
  columns: ColumnsOutput
  unsettled: UnsettledOutput
}

/** Columns over the last rows, from so many bars before them that the start of the series no longer shows. */
export async function computeColumns(
  context: Context,
  source: MarketDataSource,
  request: ColumnsRequest,
): Promise<ColumnsAnswer> {
  const { symbol, timeframe, asOf, uses, set } = request
  const before = Math.max(0, ...uses.map((use) => neededBefore(use, set)))
  const query = { timeframe, asOf, rows: request.rows + Math.min(before, MOST_BEFORE) }
  const bars = await recentBars(context, source, { symbol, ...query })
  const closes = new Map<string, Column>()
  for (const other of otherSymbols(uses)) {
    closes.set(other, alignedCloses(bars, await recentBars(context, source, { symbol: other, ...query })))
  }
  const series: SeriesSource = { bars, calendar: calendarFor(symbol), other: (name) => closes.get(name) ?? null }
  const from = Math.max(0, bars.length - request.rows)
  const columns: ColumnsOutput = {}
  for (const use of uses) {
    // One of the user's own may never return.
    columns[formatIndicator(use, set)] = await atLength(context, () => outputOf(use, series, from, set))
  }
  return { bars, from, columns, unsettled: unsettledOf(uses, set, bars, from) }
}

/** Rows before the first one shown until its value stands and the start no longer shows; Infinity for what never settles. */
function neededBefore(use: IndicatorRef, set: IndicatorSet): number {
  return warmUpOf(use, set) - 1 + settleOf(use, set)
}

function otherSymbols(uses: IndicatorRef[]): string[] {
  const named = (use: IndicatorRef): (string | null)[] => [
    use.other,
    ...(use.input !== null && typeof use.input !== 'string' ? named(use.input) : []),
  ]
  return [...new Set(uses.flatMap(named))].filter((name) => name !== null)
}

/** Closes of another symbol at the times of these bars; NaN where it has no bar of that time, nothing is carried forward. */
export function alignedCloses(bars: Bars, other: Bars): Column {
  const closes = column(bars.length).fill(Number.NaN)
  for (let i = 0; i < bars.length; i++) {
    const row = lowerBound(other.time, other.length, bars.time[i])
    if (row < other.length && other.time[row] === bars.time[i]) closes[i] = other.close[row]
  }
  return closes
}

function outputOf(use: IndicatorRef, series: SeriesSource, from: number, set: IndicatorSet): ColumnsOutput[string] {
  const { outputs } = specOf(use, set)
  const values = indicatorColumns(use, series, null, set).map((one) =>
    Array.from(one.subarray(from, series.bars.length), (value) => (Number.isFinite(value) ? value : null)),
  )
  return outputs.length === 1 ? values[0] : Object.fromEntries(outputs.map((name, k) => [name, values[k]]))
}

function unsettledOf(uses: IndicatorRef[], set: IndicatorSet, bars: Bars, from: number): UnsettledOutput {
  const start = iso(bars.time[0])
  return uses.flatMap((use) => {
    const needed = neededBefore(use, set)
    if (needed <= from) return []
    const reason = Number.isFinite(needed)
      ? `the first rows would need ${needed} bars before them, and there are ${from}`
      : `adds up from the first bar on, here that of ${start}: its changes count, not its height`
    return [{ column: formatIndicator(use, set), since: start, reason }]
  })
}
