import { OpenbellError } from '../../core/errors.ts'
import { type Bars, type Column, column, sliceBars } from '../../market/bars.ts'
import type { Calendar } from '../../market/calendar/calendar.ts'
import type { ColumnCache } from './column-cache.ts'
import { checkIndicator, filled, formatIndicator, specOf } from './ref.ts'
import { builtInIndicators } from './registry.ts'
import type { IndicatorSet } from './set.ts'
import type { IndicatorRef, IndicatorSource, IndicatorSpec, PriceColumn } from './spec.ts'

export { ColumnCache } from './column-cache.ts'

/** What a series offers to indicators. */
export interface SeriesSource {
  bars: Bars
  calendar: Calendar
  /** Closes of another symbol at the rows of `bars`, NaN where it has no bar; null when there are none to be had. */
  other(symbol: string): Column | null
}

/**
 * The whole columns of a use, one an output, each as long as the series. An indicator of an indicator begins where the inner one does:
 * it is computed of the rows from the inner one's first value on, NaN before. With a cache, inner and outer columns are computed once.
 * Throws `usage` for a use that makes no sense and `no-data` when the second symbol is missing.
 */
export function indicatorColumns(
  ref: IndicatorRef,
  source: SeriesSource,
  cache: ColumnCache | null = null,
  set: IndicatorSet = builtInIndicators,
): Column[] {
  checkIndicator(ref, set)
  return columnsOf(ref, source, cache, set)
}

function columnsOf(ref: IndicatorRef, source: SeriesSource, cache: ColumnCache | null, set: IndicatorSet): Column[] {
  const spec = specOf(ref, set)
  const { bars } = source
  const inner = nestedOf(ref)
  const input = inner ? columnsOf(inner, source, cache, set)[0] : bars[inputOf(ref, spec)]
  const other = otherOf(ref, source)
  const fill = (out: Column[]) => {
    const whole = { bars, input, calendar: source.calendar, other }
    fillFrom(inner ? firstValue(input, bars.length) : 0, spec, filled(spec, ref.params), whole, out)
  }
  if (cache) return cache.columns(bars, formatIndicator(ref, set), spec.outputs.length, fill)
  const out = spec.outputs.map(() => column(bars.length))
  fill(out)
  return out
}

/** The kernel over rows `[first, length)`, NaN before. */
function fillFrom(first: number, spec: IndicatorSpec, params: number[], source: IndicatorSource, out: Column[]): void {
  if (first === 0) {
    spec.kernel(source, params, out)
    return
  }
  const { bars, input, calendar, other } = source
  for (const one of out) one.fill(Number.NaN, 0, first)
  const rest = {
    bars: sliceBars(bars, first, bars.length),
    input: input.subarray(first, bars.length),
    calendar,
    other: other?.subarray(first, bars.length) ?? null,
  }
  const views = out.map((one) => one.subarray(first))
  spec.kernel(rest, params, views)
}

function firstValue(values: Column, length: number): number {
  let row = 0
  while (row < length && Number.isNaN(values[row])) row++
  return row
}

/** The indicator that another is computed of; null when it is a column. */
export function nestedOf(ref: IndicatorRef): IndicatorRef | null {
  return ref.input !== null && typeof ref.input !== 'string' ? ref.input : null
}

/** The column that an indicator is computed of. */
export function inputOf(ref: IndicatorRef, spec: IndicatorSpec): PriceColumn {
  return typeof ref.input === 'string' ? ref.input : (spec.input ?? 'close')
}

/** Closes of the second symbol of an indicator that compares two, else null. @throws OpenbellError `no-data` without bars of it. */
export function otherOf(ref: IndicatorRef, source: SeriesSource): Column | null {
  if (ref.other === null) return null
  const closes = source.other(ref.other)
  if (closes) return closes
  throw new OpenbellError(
    'no-data',
    `${ref.name} compares with ${ref.other}, of which there are no bars`,
    `openbell bars ${ref.other} --timeframe ${source.bars.timeframe}`,
  )
}

/** Rows until every output has its first value, which stands on row `warmUpOf - 1`; an inner indicator's rows are counted in. */
export function warmUpOf(ref: IndicatorRef, set: IndicatorSet = builtInIndicators): number {
  const spec = specOf(ref, set)
  const inner = nestedOf(ref)
  const own = spec.warmUp(filled(spec, ref.params))
  return inner ? warmUpOf(inner, set) + own - 1 : own
}

/** Rows more until the start of the series no longer shows, an inner indicator's counted in; Infinity for what adds up from the first bar on. */
export function settleOf(ref: IndicatorRef, set: IndicatorSet = builtInIndicators): number {
  const spec = specOf(ref, set)
  const inner = nestedOf(ref)
  return spec.settle(filled(spec, ref.params)) + (inner ? settleOf(inner, set) : 0)
}
