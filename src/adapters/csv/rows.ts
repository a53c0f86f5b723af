import type { CorporateAction } from '../../market/actions.ts'
import type { RecordBatch } from '../../ports/record-reader.ts'
import { parseDecimal } from './decimal.ts'
import type { Columns } from './header.ts'
import { readSymbol } from './naming.ts'

/** A symbol is handed on at so many rows; all symbols together at so many (some 200 MB), since small batches of many symbols cost most. */
export const BATCH_ROWS = 16_384
export const PENDING_ROWS = 524_288

/** Turns rows of one kind into batches. */
export interface Gatherer {
  /** Takes a row; answers null, or why it was not taken. */
  take(fields: string[], line: number, text: string): string | null
  /** Batches that are full, or with `all` every row still held. */
  drain(all: boolean): RecordBatch[]
}

/** Rows of one symbol that wait for their batch: doubles by column, labels by column, and where each row stood. */
export class SymbolRows {
  readonly symbol: string
  lines: number[] = []
  texts: string[] = []
  columns: number[][]
  labels: string[][]
  actions: CorporateAction[] = []
  /** The last stamp read, for the hour that comes twice. */
  previous = Number.NEGATIVE_INFINITY
  readonly #columnCount: number
  readonly #labelCount: number

  constructor(symbol: string, columnCount: number, labelCount: number) {
    this.symbol = symbol
    this.#columnCount = columnCount
    this.#labelCount = labelCount
    this.columns = lists(columnCount)
    this.labels = lists(labelCount)
  }

  /** The order that sorts the rows by column 0 (time), equal times in file order; null when they are sorted already. */
  order(): Uint32Array | null {
    const time = this.columns[0]
    let sorted = true
    for (let i = 1; i < time.length && sorted; i++) sorted = time[i] >= time[i - 1]
    return sorted ? null : Uint32Array.from(time.keys()).sort((a, b) => time[a] - time[b] || a - b)
  }

  clear(): void {
    this.lines = []
    this.texts = []
    this.columns = lists(this.#columnCount)
    this.labels = lists(this.#labelCount)
    this.actions = []
  }
}

/** The rows of every symbol of a file, and which symbol a row belongs to. */
export class RowsBySymbol {
  problem = ''
  readonly #rows = new Map<string, SymbolRows>()
  readonly #named = new Map<string, SymbolRows | null>()
  readonly #column: number | undefined
  readonly #fixed: string | null
  readonly #make: (symbol: string) => SymbolRows
  /** The one name in the symbol column that --symbol stands for. */
  #alias: string | null = null
  #pending = 0

  /** `fixed` is the symbol of all rows (--symbol, or the file's name); null = the symbol column says. With both, the column may hold one name only. */
  constructor(columns: Columns, fixed: string | null, make: (symbol: string) => SymbolRows) {
    this.#column = columns.get('symbol')
    this.#fixed = fixed
    this.#make = make
  }

  /** The rows a record belongs to; null when its symbol is none, with the reason in `problem`. */
  of(fields: string[]): SymbolRows | null {
    const name = this.#column === undefined ? '' : fields[this.#column]
    let rows = this.#named.get(name)
    if (rows === undefined) {
      rows = this.#resolve(name)
      this.#named.set(name, rows)
    }
    if (rows === null) this.problem = this.#whyNot(name)
    return rows
  }

  #resolve(name: string): SymbolRows | null {
    if (this.#fixed !== null) this.#alias ??= name
    const symbol = this.#fixed === null ? readSymbol(name) : name === this.#alias ? this.#fixed : null
    if (symbol === null) return null
    const rows = this.#rows.get(symbol) ?? this.#make(symbol)
    this.#rows.set(symbol, rows)
    return rows
  }

  #whyNot(name: string): string {
    if (name.trim() === '') return 'missing symbol'
    return this.#fixed === null
      ? `no symbol '${name}'`
      : `symbol '${name}', and --symbol ${this.#fixed} stands for '${this.#alias}'`
  }

  /** Takes a good row into the columns and labels of its symbol. */
  keep(rows: SymbolRows, values: number[], labels: string[], line: number, text: string): void {
    for (let i = 0; i < values.length; i++) rows.columns[i].push(values[i])
    for (let i = 0; i < labels.length; i++) rows.labels[i].push(labels[i])
    rows.lines.push(line)
    rows.texts.push(text)
    this.#pending++
  }

  /** Symbols whose rows should be handed on now. */
  ready(all: boolean): SymbolRows[] {
    const everything = all || this.#pending >= PENDING_ROWS
    const ready = [...this.#rows.values()].filter((rows) => rows.lines.length >= (everything ? 1 : BATCH_ROWS))
    for (const rows of ready) this.#pending -= rows.lines.length
    return ready
  }
}

/** No price and no volume was ever larger; sums and averages of such numbers would overflow. */
const LARGEST = 1e15
/** Nor any price smaller (a unit of the cheapest coins costs some 1e-12 dollars); what two such prices gained would overflow. */
const SMALLEST_PRICE = 1e-15

/** Reads numbers of one row by rule; the first broken rule stays in `problem`. */
export class NumberRules {
  problem: string | null = null

  price(text: string, name: string): number {
    const value = this.finite(text, name)
    if (value <= 0) this.problem ??= `${name} is not above zero: ${text}`
    if (value < SMALLEST_PRICE) this.problem ??= `${name} is too small to be one: '${text}'`
    return value
  }

  notNegative(text: string, name: string): number {
    const value = this.finite(text, name)
    if (value < 0) this.problem ??= `negative ${name}: ${text}`
    return value
  }

  finite(text: string, name: string): number {
    const value = parseDecimal(text)
    if (Math.abs(value) > LARGEST) this.problem ??= `${name} is too large to be one: '${text}'`
    if (!Number.isFinite(value)) this.problem ??= text.trim() === '' ? `missing ${name}` : `${name} is no number: '${text}'`
    return value
  }
}

/** Where the rows of a batch stood in the file, in the batch's order. */
export function places(rows: SymbolRows, order: Uint32Array | null): { lines: Uint32Array; text(row: number): string } {
  const { lines, texts } = rows
  return {
    lines: order ? order.map((i) => lines[i]) : Uint32Array.from(lines),
    text: (row) => texts[order ? order[row] : row],
  }
}

/** Copies a list of doubles into a column, in the batch's order. */
export function fill(target: Float64Array<ArrayBufferLike>, values: number[], order: Uint32Array | null): void {
  if (order === null) target.set(values)
  else for (let i = 0; i < order.length; i++) target[i] = values[order[i]]
}

function lists<T>(count: number): T[][] {
  return Array.from({ length: count }, () => [])
}
