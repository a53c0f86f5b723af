import type { IndicatorSource, IndicatorSpec, IndicatorStream } from '../spec.ts'

type Doors = Pick<IndicatorSpec, 'kernel' | 'stream'>

/**
 * A stream that is written once: `take` reads a row for the first time or `again` with other values (the forming bar).
 * It is made of parts (windows, averages, lags) whose `next(value, again)` keep that promise each.
 */
export abstract class Stepped implements IndicatorStream {
  readonly out: Float64Array

  constructor(outputs = 1) {
    this.out = new Float64Array(outputs).fill(Number.NaN)
  }

  step(source: IndicatorSource, row: number): void {
    this.take(source, row, false)
  }

  replace(source: IndicatorSource, row: number): void {
    this.take(source, row, true)
  }

  protected abstract take(source: IndicatorSource, row: number, again: boolean): void
}

/** Both doors of a stream: its whole column is what stepping through the rows leaves. */
export function stepping(make: (params: number[]) => IndicatorStream): Doors {
  return {
    stream: make,
    kernel(source, params, out) {
      const stream = make(params)
      const values = stream.out
      const length = source.bars.length
      for (let row = 0; row < length; row++) {
        stream.step(source, row)
        for (let k = 0; k < values.length; k++) out[k][row] = values[k]
      }
    },
  }
}

/** An indicator whose whole memory is a few numbers. */
export interface Recursive<S extends object> {
  /** Memory before the first row: plain numbers only. */
  start(params: number[]): S
  /** Takes a row into the memory and leaves the outputs in `out`. */
  take(state: S, source: IndicatorSource, row: number, params: number[], out: Float64Array): void
}

/** Both doors of a recursive indicator; the last row is taken again from the memory before it. */
export function recursive<S extends object>(outputs: number, definition: Recursive<S>): Doors {
  return {
    stream: (params) => new RecursiveStream(outputs, definition, params),
    kernel(source, params, out) {
      const state = definition.start(params)
      const values = new Float64Array(outputs).fill(Number.NaN)
      const length = source.bars.length
      for (let row = 0; row < length; row++) {
        definition.take(state, source, row, params, values)
        for (let k = 0; k < outputs; k++) out[k][row] = values[k]
      }
    },
  }
}

class RecursiveStream<S extends object> implements IndicatorStream {
  readonly out: Float64Array
  readonly #params: number[]
  readonly #definition: Recursive<S>
  readonly #state: S
  readonly #before: S

  constructor(outputs: number, definition: Recursive<S>, params: number[]) {
    this.out = new Float64Array(outputs).fill(Number.NaN)
    this.#params = params
    this.#definition = definition
    this.#state = definition.start(params)
    this.#before = { ...this.#state }
  }

  step(source: IndicatorSource, row: number): void {
    Object.assign(this.#before, this.#state)
    this.#definition.take(this.#state, source, row, this.#params, this.out)
  }

  replace(source: IndicatorSource, row: number): void {
    Object.assign(this.#state, this.#before)
    this.#definition.take(this.#state, source, row, this.#params, this.out)
  }
}
