import type { StreamSink } from '../../ports/market-stream.ts'
import type { Arrival, RowArguments } from '../../ports/recording.ts'
import { type Bytes, type Delta, writeNumbers } from './columns.ts'

/** Kind of a row in the lowest two bits of its mark; TURN where it began a turn of the event loop. */
export const PRINT = 0
export const QUOTE = 1
const BAR = 2
export const REVISED_BAR = 3
export const TURN = 4

export const KINDS = ['print', 'quote', 'bar', 'bar'] as const

/** Number columns of each kind: how a value is told from the one before. */
const PRINT_COLUMNS: readonly Delta[] = ['row', 'group', 'none', 'none', 'none']
const QUOTE_COLUMNS: readonly Delta[] = ['row', 'group', 'group', 'group', 'group']
const BAR_COLUMNS: readonly Delta[] = ['row', 'group', 'group', 'group', 'group', 'none', 'none', 'group']
export const COLUMNS = [PRINT_COLUMNS, QUOTE_COLUMNS, BAR_COLUMNS]
const WIDEST = 8

/** Codes of texts (symbols, exchanges, conditions) that grow through a file. */
export class Names {
  readonly #codes = new Map<string, number>()
  readonly list: string[] = []

  code(name: string): number {
    const known = this.#codes.get(name)
    if (known !== undefined) return known
    this.#codes.set(name, this.list.length)
    return this.list.push(name) - 1
  }
}

/** Rows of one piece of a recording, before they are packed. Nothing is allocated for a row but the ids of prints. */
export class RowBuffer {
  length = 0
  readonly capacity: number
  readonly #names: Names
  readonly #marks: Uint8Array
  readonly #symbols: Uint32Array
  readonly #received: Float64Array
  readonly #columns: Float64Array[]
  readonly #ids: string[] = []

  constructor(names: Names, capacity: number) {
    this.#names = names
    this.capacity = capacity
    this.#marks = new Uint8Array(capacity)
    this.#symbols = new Uint32Array(capacity)
    this.#received = new Float64Array(capacity)
    this.#columns = Array.from({ length: WIDEST }, () => new Float64Array(capacity))
  }

  add(kind: 'print' | 'quote' | 'bar', { turn, received }: Arrival, told: RowArguments): void {
    const row = this.length++
    this.#symbols[row] = this.#names.code(told[0])
    this.#received[row] = received
    this.#marks[row] = (turn ? TURN : 0) | this.#put(row, kind, told)
  }

  #put(row: number, kind: 'print' | 'quote' | 'bar', told: RowArguments): number {
    const columns = this.#columns
    if (kind === 'print') {
      const [, time, price, size, exchange, conditions, id] = told as Parameters<StreamSink['print']>
      columns[0][row] = time
      columns[1][row] = price
      columns[2][row] = size
      columns[3][row] = this.#names.code(exchange)
      columns[4][row] = this.#names.code(conditions)
      this.#ids.push(id)
      return PRINT
    }
    if (kind === 'quote') {
      for (let i = 0; i < 5; i++) columns[i][row] = told[i + 1] as number
      return QUOTE
    }
    const [, bar, updated] = told as Parameters<StreamSink['bar']>
    const { time, open, high, low, close, volume, prints, vwap } = bar
    for (const [i, value] of [time, open, high, low, close, volume, prints, vwap].entries()) columns[i][row] = value
    return updated ? REVISED_BAR : BAR
  }

  /** Packs what it holds, and forgets it. */
  pack(out: Bytes): void {
    const { length } = this
    out.varint(length)
    if (length === 0) return
    out.append(this.#marks.subarray(0, length))
    writeNumbers(out, this.#symbols, length, 'none')
    writeNumbers(out, this.#received, length, 'row')
    for (const [kind, deltas] of COLUMNS.entries()) this.#packKind(out, kind, deltas)
    packIds(out, this.#ids)
    this.#ids.length = 0
    this.length = 0
  }

  #packKind(out: Bytes, kind: number, deltas: readonly Delta[]): void {
    const rows: number[] = []
    for (let row = 0; row < this.length; row++) if (kindOf(this.#marks[row]) === kind) rows.push(row)
    if (rows.length === 0) return
    const groups = rows.map((row) => this.#symbols[row])
    const values = new Float64Array(rows.length)
    for (const [i, delta] of deltas.entries()) {
      const column = this.#columns[i]
      for (let k = 0; k < rows.length; k++) values[k] = column[rows[k]]
      writeNumbers(out, values, rows.length, delta, groups)
    }
  }
}

export function kindOf(mark: number): number {
  return Math.min(BAR, mark & 3)
}

/** Ids that are whole numbers are kept as differences, others as texts. */
function packIds(out: Bytes, ids: readonly string[]): void {
  if (ids.length === 0) return
  const isBare = ids.every((id) => id === '')
  const numbers = isBare ? [] : ids.map(Number)
  const isNumeric = !isBare && numbers.every((one, i) => Number.isSafeInteger(one) && one >= 0 && String(one) === ids[i])
  out.byte(isBare ? 0 : isNumeric ? 1 : 2)
  if (isNumeric) writeNumbers(out, numbers, numbers.length, 'row')
  if (isBare || isNumeric) return
  const bytes = new TextEncoder().encode(JSON.stringify(ids))
  out.varint(bytes.length)
  out.append(bytes)
}
