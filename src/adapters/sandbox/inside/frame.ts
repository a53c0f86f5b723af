import { type FrameColumn, type FrameSource, gather, rowsByValue } from './column-table.ts'
import { type Rolling, rolling } from './rolling.ts'
import { type ColumnSummary, deviationOf, meanOf, quantileOf, rangeOf, summaryOf, sumOf } from './summary.ts'
import { unknownName } from './unknown-name.ts'

export type Row = Record<string, number | string>

/** How a frame is shown to the code that asked for it (see `frame-view.ts`). */
type Show = (frame: Frame) => Frame

/**
 * Rows in named columns, as analytics code sees them. Nothing here changes a frame: what selects, cuts or sorts makes a new one. Where there is
 * a column `symbol`, the row before is the row before of the same symbol (`diff`, `returns`, `rolling`): no figure spans two symbols.
 */
export class Frame {
  readonly length: number
  /** Names of the columns, in order. */
  readonly columns: string[]
  readonly name: string
  readonly timeframe: string | null
  readonly source: string
  readonly feed: string | null
  readonly #table: Map<string, FrameColumn>
  readonly #show: Show

  constructor(columns: readonly FrameColumn[], from: FrameSource, show: Show = (frame) => frame) {
    this.length = columns[0]?.values.length ?? 0
    this.columns = columns.map((column) => column.name)
    this.name = from.name
    this.timeframe = from.timeframe
    this.source = from.source
    this.feed = from.feed
    this.#table = new Map(columns.map((column) => [column.name, column]))
    this.#show = show
  }

  /** The values of a column: a Float64Array, or an array of strings. */
  col(name: string): Float64Array | string[] {
    return this.#column(name).values
  }

  has(name: string): boolean {
    return this.#table.has(name)
  }

  /** Symbols in it, in order of appearance; empty without a column `symbol`. */
  get symbols(): string[] {
    const column = this.#table.get('symbol')
    return column ? [...rowsByValue(column).keys()].map(String) : []
  }

  /** One row as a record; a negative number counts from the end. */
  row(number: number): Row {
    const at = number < 0 ? this.length + number : number
    if (!Number.isInteger(at) || at < 0 || at >= this.length)
      throw new RangeError(`there is no row ${String(number)}: rows go from 0 to ${this.length - 1}`)
    const row: Row = {}
    for (const { name, values } of this.#table.values()) row[name] = values[at]
    return row
  }

  /** Records of rows `[from, to)`; all without them. */
  rows(from = 0, to = this.length): Row[] {
    const rows: Row[] = []
    for (let at = Math.max(0, from); at < Math.min(to, this.length); at++) rows.push(this.row(at))
    return rows
  }

  [Symbol.iterator](): Iterator<Row> {
    return this.rows()[Symbol.iterator]()
  }

  /** A frame of rows `[from, to)`; negative numbers count from the end. */
  slice(from = 0, to = this.length): Frame {
    return this.#with([...this.#table.values()].map((column) => ({ ...column, values: column.values.slice(from, to) })))
  }

  head(count = 10): Frame {
    return this.slice(0, Math.max(0, count))
  }

  tail(count = 10): Frame {
    return this.slice(Math.max(0, this.length - Math.max(0, count)))
  }

  /** The rows for which a function of (record, row number) answers true. */
  where(keep: (row: Row, number: number) => unknown): Frame {
    if (typeof keep !== 'function')
      throw new TypeError('where takes a function of a row: df.where((row) => row.close > row.open)')
    const rows: number[] = []
    for (let at = 0; at < this.length; at++) if (keep(this.row(at), at)) rows.push(at)
    return this.#rows(rows)
  }

  /** Only these columns. */
  select(names: readonly string[] | string): Frame {
    return this.#with((typeof names === 'string' ? [names] : [...names]).map((name) => this.#column(name)))
  }

  /** A frame for each value of a column: a Map that also has them as properties. */
  groupBy(name = 'symbol'): Map<string | number, Frame> & Record<string, Frame> {
    const groups = new Map<string | number, Frame>()
    for (const [key, rows] of rowsByValue(this.#column(name))) groups.set(key, this.#rows(rows))
    return Object.assign(groups, Object.fromEntries(groups)) as Map<string | number, Frame> & Record<string, Frame>
  }

  /** In the order of a column; rows of equal values keep theirs, missing values come last. */
  sortBy(name: string, descending = false): Frame {
    const { values } = this.#column(name)
    const sign = descending ? -1 : 1
    const rows = Array.from({ length: this.length }, (_, row) => row)
    return this.#rows(rows.sort((a, b) => inOrder(values[a], values[b], sign)))
  }

  /** The frame with one column more, or another in its place; an array of numbers or of strings, as long as the frame. */
  with(name: string, values: ArrayLike<number | string>): Frame {
    if (values?.length !== this.length)
      throw new RangeError(`a column of this frame has ${this.length} rows, not ${String(values?.length)}`)
    const isText = this.length > 0 && typeof values[0] === 'string'
    const column: FrameColumn = isText
      ? { name, type: 'text', values: Array.from(values, String) }
      : { name, type: 'number', values: Float64Array.from(values as ArrayLike<number>) }
    return this.#with([...new Map(this.#table).set(name, column).values()])
  }

  /** Count, mean, deviation, least, quarters and greatest of each column of numbers. */
  describe(): Record<string, ColumnSummary> {
    const numbers = [...this.#table.values()].filter((column) => column.type === 'number')
    return Object.fromEntries(numbers.map((column) => [column.name, summaryOf(column.values as Float64Array)]))
  }

  sum(name: string): number {
    return sumOf(this.#numbers(name))
  }

  mean(name: string): number {
    return meanOf(this.#numbers(name))
  }

  /** Sample deviation. */
  std(name: string): number {
    return deviationOf(this.#numbers(name))
  }

  min(name: string): number {
    return rangeOf(this.#numbers(name))[0]
  }

  max(name: string): number {
    return rangeOf(this.#numbers(name))[1]
  }

  /** The value below which a share of them lies, 0 to 1. */
  quantile(name: string, share: number): number {
    return quantileOf(this.#numbers(name), share)
  }

  median(name: string): number {
    return this.quantile(name, 0.5)
  }

  /** Differences to the value `count` rows before; NaN where there is none. */
  diff(name: string, count = 1): Float64Array {
    return this.#bySymbol(name, (values) => against(values, count, (now, before) => now - before))
  }

  /** Change to the value `count` rows before, as fractions (0.03 = 3%); NaN where there is none. */
  returns(name = 'close', count = 1): Float64Array {
    return this.#bySymbol(name, (values) => against(values, count, (now, before) => now / before - 1))
  }

  /** Mean, std, min, max or sum of the last `count` values; NaN on the first rows. */
  rolling(name: string, count: number, figure: Rolling = 'mean'): Float64Array {
    return this.#bySymbol(name, (values) => rolling(values, count, figure))
  }

  #column(name: string): FrameColumn {
    const column = this.#table.get(name)
    if (!column) throw unknownName(String(name), this.columns)
    return column
  }

  #numbers(name: string): Float64Array {
    const { type, values } = this.#column(name)
    if (type === 'text') throw new TypeError(`${name} holds words, not numbers`)
    return values as Float64Array
  }

  #bySymbol(name: string, figure: (values: Float64Array) => Float64Array): Float64Array {
    const values = this.#numbers(name)
    const symbol = this.#table.get('symbol')
    const groups = symbol ? rowsByValue(symbol) : null
    if (!groups || groups.size < 2) return figure(values)
    const out = new Float64Array(this.length)
    for (const rows of groups.values()) {
      const part = figure(gather(this.#column(name), rows).values as Float64Array)
      for (let i = 0; i < rows.length; i++) out[rows[i]] = part[i]
    }
    return out
  }

  #rows(rows: number[]): Frame {
    return this.#with([...this.#table.values()].map((column) => gather(column, rows)))
  }

  #with(columns: FrameColumn[]): Frame {
    return this.#show(new Frame(columns, this, this.#show))
  }
}

function against(values: Float64Array, count: number, change: (now: number, before: number) => number): Float64Array {
  if (!Number.isInteger(count) || count < 1) throw new RangeError(`rows back are a whole number from 1 on, not ${String(count)}`)
  const out = new Float64Array(values.length).fill(Number.NaN)
  for (let row = count; row < values.length; row++) out[row] = change(values[row], values[row - count])
  return out
}

function inOrder(a: number | string, b: number | string, sign: number): number {
  const missing = Number(Number.isNaN(a)) - Number(Number.isNaN(b))
  if (missing !== 0) return missing
  return a < b ? -sign : a > b ? sign : 0
}
