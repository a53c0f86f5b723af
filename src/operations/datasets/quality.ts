import { type Instant, iso } from '../../core/time.ts'
import type { Bars } from '../../market/bars.ts'
import { calendarFor } from '../../market/calendar/calendar.ts'
import { coverageOf } from '../../market/quality/missing.ts'
import { findOutliers } from '../../market/quality/outliers.ts'
import { brokenRules } from '../../market/quality/rules.ts'
import { TIMEFRAMES, type Timeframe } from '../../market/timeframe.ts'
import type { Dataset, DatasetColumn, DatasetQuality } from '../../ports/datasets.ts'

/** From this share of what is expected on, data is called good; from FAIR on fair; below it poor. */
export const GOOD = 0.95
export const FAIR = 0.9

/** Quality of one symbol's rows. */
export interface SymbolQuality extends DatasetQuality {
  symbol: string
  rows: number
  from: Instant
  to: Instant
}

type Unjudged = Omit<Dataset, 'quality'>

/**
 * How whole a dataset is. Bars: against the calendar, as `data verify` judges them, every symbol by itself; other tables: how many cells hold
 * something. A tape is not judged: nobody knows how many prints there should have been.
 */
export function qualityOf(dataset: Unjudged): { quality: DatasetQuality; symbols: SymbolQuality[] } {
  if (dataset.kind === 'bars') {
    const symbols = barsOf(dataset).map(barsQuality)
    return { quality: together(symbols), symbols }
  }
  const completeness = dataset.kind === 'stream' ? null : filledShare(dataset)
  const plain = { gaps: 0, outliers: 0, violations: pricesBelowZero(dataset.columns) }
  return { quality: { rating: ratingOf(completeness), completeness, ...plain }, symbols: [] }
}

function ratingOf(completeness: number | null): DatasetQuality['rating'] {
  if (completeness === null) return 'unknown'
  return completeness >= GOOD ? 'good' : completeness >= FAIR ? 'fair' : 'poor'
}

function barsQuality(bars: Bars): SymbolQuality {
  const calendar = calendarFor(bars.symbol)
  const { expected, present, gaps } = coverageOf(bars, calendar)
  const completeness = expected === 0 ? null : present / expected
  return {
    symbol: bars.symbol,
    rows: bars.length,
    from: bars.time[0],
    to: bars.time[bars.length - 1],
    rating: ratingOf(completeness),
    completeness,
    gaps: gaps.length,
    outliers: findOutliers(bars, calendar).length,
    violations: brokenRules(bars).length,
  }
}

const WORST_FIRST = ['poor', 'fair', 'good', 'unknown'] as const

/** Of several symbols the rating of the worst, the mean completeness, weighed by rows, and everything that was found added up. */
function together(symbols: SymbolQuality[]): DatasetQuality {
  const judged = symbols.filter((one) => one.completeness !== null)
  const rows = judged.reduce((sum, one) => sum + one.rows, 0)
  const completeness = rows === 0 ? null : judged.reduce((sum, one) => sum + one.completeness! * one.rows, 0) / rows
  const total = (field: 'gaps' | 'outliers' | 'violations') => symbols.reduce((sum, one) => sum + one[field], 0)
  return {
    rating: WORST_FIRST.find((rating) => symbols.some((one) => one.rating === rating)) ?? 'unknown',
    completeness,
    gaps: total('gaps'),
    outliers: total('outliers'),
    violations: total('violations'),
  }
}

/** The rows of each symbol as bars again; they stand one symbol below the other. */
function barsOf(dataset: Unjudged): Bars[] {
  const { source, columns } = dataset
  const timeframe = TIMEFRAMES.find((one) => one === dataset.timeframe) as Timeframe
  const column = (name: string) => columns.find((one) => one.name === name)?.values as Float64Array | undefined
  const symbols = columns.find((one) => one.name === 'symbol')?.values as string[]
  return spans(symbols).map(({ symbol, from, to }) => {
    const part = (name: string) => column(name)!.subarray(from, to)
    const prices = { open: part('open'), high: part('high'), low: part('low'), close: part('close'), volume: part('volume') }
    const head = { symbol, timeframe, source, feed: dataset.feed ?? '', length: to - from }
    return { ...head, time: part('time'), ...prices, prints: null, vwap: null }
  })
}

/** Where the rows of each symbol stand, `[from, to)`. */
function spans(symbols: readonly string[]): { symbol: string; from: number; to: number }[] {
  const found: { symbol: string; from: number; to: number }[] = []
  symbols.forEach((symbol, i) => {
    const last = found.at(-1)
    if (last?.symbol === symbol) last.to = i + 1
    else found.push({ symbol, from: i, to: i + 1 })
  })
  return found
}

function filledShare({ columns, rows }: Unjudged): number | null {
  if (rows === 0 || columns.length === 0) return null
  return 1 - columns.reduce((sum, column) => sum + missingOf(column), 0) / (rows * columns.length)
}

/** Cells of a column that hold nothing. */
export function missingOf(column: DatasetColumn): number {
  let missing = 0
  if (column.type === 'text') for (const text of column.values) missing += text === '' ? 1 : 0
  else for (const value of column.values) missing += Number.isNaN(value) ? 1 : 0
  return missing
}

function pricesBelowZero(columns: DatasetColumn[]): number {
  const prices = columns.find((one) => one.type === 'number' && (one.name === 'price' || one.name === 'close'))
  return prices === undefined ? 0 : (prices.values as Float64Array).filter((price) => price <= 0).length
}

/** First and last instant of a dataset, null where it has no times. */
export function spanOf(columns: DatasetColumn[]): { from: string | null; to: string | null } {
  const time = columns.find((one) => one.type === 'time')?.values as Float64Array | undefined
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const at of time ?? []) {
    if (at < from) from = at
    if (at > to) to = at
  }
  return from > to ? { from: null, to: null } : { from: iso(from), to: iso(to) }
}
