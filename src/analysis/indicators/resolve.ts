import { OpenbellError } from '../../core/errors.ts'
import { type Bars, type Column, column, sliceBars } from '../../market/bars.ts'
import type { Calendar } from '../../market/calendar/calendar.ts'
import type { ColumnCache } from './column-cache.ts'
import { checkIndicator, filled, formatIndicator, specOf } from './ref.ts'
import { builtInIndicators } from './registry.ts'
import type { IndicatorSet } from './set.ts'
import type { IndicatorRef, IndicatorSource, IndicatorSpec, IndicatorStream } from './spec.ts'

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

function nestedOf(ref: IndicatorRef): IndicatorRef | null {
  return ref.input !== null && typeof ref.input !== 'string' ? ref.input : null
}

function inputOf(ref: IndicatorRef, spec: IndicatorSpec) {
  return typeof ref.input === 'string' ? ref.input : (spec.input ?? 'close')
}

function otherOf(ref: IndicatorRef, source: SeriesSource): Column | null {
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

/** The streaming twin of `indicatorColumns`, bound to a series that grows in place. */
export interface BoundStream {
  /** One value an output at the row stepped to last, NaN while warming up. */
  readonly out: Float64Array
  /** Takes the next closed bar; rows come in order from the first. */
  step(row: number): void
  /** Takes the row of the last step again, with other values; any number of times. */
  replace(row: number): void
}

/** Errors as `indicatorColumns`. */
export function indicatorStream(ref: IndicatorRef, source: SeriesSource, set: IndicatorSet = builtInIndicators): BoundStream {
  checkIndicator(ref, set)
  return streamOf(ref, source, set)
}

function streamOf(ref: IndicatorRef, source: SeriesSource, set: IndicatorSet): BoundStream {
  const spec = specOf(ref, set)
  const stream = spec.stream(filled(spec, ref.params))
  const inner = nestedOf(ref)
  if (inner) return new NestedStream(stream, streamOf(inner, source, set), source, otherOf(ref, source))
  return new PlainStream(stream, source, inputOf(ref, spec), ref.other)
}

class PlainStream implements BoundStream {
  readonly out: Float64Array
  readonly #stream: IndicatorStream
  readonly #series: SeriesSource
  readonly #input: ReturnType<typeof inputOf>
  readonly #other: string | null
  #source: IndicatorSource

  constructor(stream: IndicatorStream, series: SeriesSource, input: ReturnType<typeof inputOf>, other: string | null) {
    this.#stream = stream
    this.#series = series
    this.#input = input
    this.#other = other
    this.#source = this.#bind()
    this.out = stream.out
  }

  step(row: number): void {
    if (this.#series.bars !== this.#source.bars) this.#source = this.#bind()
    this.#stream.step(this.#source, row)
  }

  replace(row: number): void {
    this.#stream.replace(this.#source, row)
  }

  /** A series that has outgrown its arrays has new ones. */
  #bind(): IndicatorSource {
    const { bars, calendar } = this.#series
    const other = this.#other === null ? null : this.#series.other(this.#other)
    return { bars, input: bars[this.#input], calendar, other }
  }
}

class NestedStream implements BoundStream {
  readonly out: Float64Array
  readonly #stream: IndicatorStream
  readonly #inner: BoundStream
  readonly #series: SeriesSource
  readonly #source: IndicatorSource

  constructor(stream: IndicatorStream, inner: BoundStream, series: SeriesSource, other: Column | null) {
    this.#stream = stream
    this.#inner = inner
    this.#series = series
    this.#source = { bars: series.bars, input: column(series.bars.close.length), calendar: series.calendar, other }
    this.out = stream.out
  }

  step(row: number): void {
    this.#inner.step(row)
    if (this.#put(row)) this.#stream.step(this.#source, row)
  }

  replace(row: number): void {
    this.#inner.replace(row)
    if (this.#put(row)) this.#stream.replace(this.#source, row)
  }

  /** Lays the inner value where the outer one reads it; false while there is none. */
  #put(row: number): boolean {
    const source = this.#source
    source.bars = this.#series.bars
    if (row >= source.input.length) source.input = grown(source.input, row + 1)
    source.input[row] = this.#inner.out[0]
    return !Number.isNaN(source.input[row])
  }
}

function grown(values: Column, least: number): Column {
  const longer = column(Math.max(least, 2 * values.length))
  longer.set(values)
  return longer
}
