import { type Column, column } from '../../market/bars.ts'
import { checkIndicator, filled, specOf } from './ref.ts'
import { builtInIndicators } from './registry.ts'
import { inputOf, nestedOf, otherOf, type SeriesSource } from './resolve.ts'
import type { IndicatorSet } from './set.ts'
import type { IndicatorRef, IndicatorSource, IndicatorStream, PriceColumn } from './spec.ts'

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
  readonly #input: PriceColumn
  readonly #other: string | null
  #source: IndicatorSource

  constructor(stream: IndicatorStream, series: SeriesSource, input: PriceColumn, other: string | null) {
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
