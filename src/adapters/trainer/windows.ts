import { OpenbellError } from '../../core/errors.ts'
import type { SeriesSet, WindowRange } from '../../ports/trainer.ts'

/** Windows of some ranges, numbered from 0 in the order of the ranges. */
export class WindowSet {
  readonly length: number
  readonly #ranges: readonly WindowRange[]
  /** Windows before each range. */
  readonly #before: number[] = []

  constructor(ranges: readonly WindowRange[]) {
    let count = 0
    for (const { from, to, step } of ranges) {
      this.#before.push(count)
      count += Math.max(0, Math.ceil((to - from) / step))
    }
    this.#ranges = ranges
    this.length = count
  }

  /** The series and the origin of a window. */
  at(number: number): { series: number; origin: number } {
    let low = 0
    let high = this.#before.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (this.#before[middle] <= number) low = middle
      else high = middle - 1
    }
    const { series, from, step } = this.#ranges[low]
    return { series, origin: from + (number - this.#before[low]) * step }
  }
}

/**
 * Refuses ranges that reach outside of their series: `ahead` rows after each origin are read.
 * @throws OpenbellError internal, naming the range
 */
export function checkRanges(data: SeriesSet, ranges: readonly WindowRange[], input: number, ahead: number): void {
  for (const { series, from, to, step } of ranges) {
    const rows = data.columns[series]?.length ?? 0
    const last = from + Math.max(0, Math.ceil((to - from) / step) - 1) * step
    if (step >= 1 && (to <= from || (from - input + 1 >= 0 && last + ahead < rows))) continue
    const text = `windows ${from} to ${to} by ${step} of series ${series}, which has ${rows} rows (${input} before, ${ahead} after)`
    throw new OpenbellError('internal', `cannot cut ${text}`, 'openbell doctor')
  }
}

/** Rows of windows, cut from the columns into arrays that are used again. */
export class WindowCutter {
  readonly x: Float32Array
  readonly y: Float32Array
  readonly #data: SeriesSet
  readonly #input: number
  readonly #horizon: number

  /** Room for `most` windows. */
  constructor(data: SeriesSet, input: number, horizon: number, most: number) {
    this.#data = data
    this.#input = input
    this.#horizon = horizon
    this.x = new Float32Array(most * input)
    this.y = new Float32Array(most * horizon)
  }

  /** Puts a window into a row; what came after its origin only where it is learnt from. */
  cut(row: number, series: number, origin: number, after: boolean): void {
    const column = this.#data.columns[series]
    const scale = this.#data.scales[series]?.[origin] ?? 1
    const anchor = this.#anchorOf(column, origin)
    const first = origin - this.#input + 1
    const x = row * this.#input
    for (let i = 0; i < this.#input; i++) this.x[x + i] = (column[first + i] - anchor) / scale
    if (!after) return
    const y = row * this.#horizon
    for (let i = 0; i < this.#horizon; i++) this.y[y + i] = (column[origin + 1 + i] - anchor) / scale
  }

  #anchorOf(column: Float64Array<ArrayBufferLike>, origin: number): number {
    if (this.#data.anchor === 'none') return 0
    if (this.#data.anchor === 'last') return column[origin]
    let sum = 0
    for (let i = origin - this.#input + 1; i <= origin; i++) sum += column[i]
    return sum / this.#input
  }
}
