import type { StreamSink } from '../../ports/market-stream.ts'
import type { Arrival, RecordedRows, RowArguments } from '../../ports/recording.ts'
import { type ByteReader, type Bytes, type Delta, readNumbers, writeNumbers } from './columns.ts'

/** Kind of a row in the lowest two bits of its mark; TURN where it began a turn of the event loop. */
const PRINT = 0
const QUOTE = 1
const BAR = 2
const REVISED_BAR = 3
const TURN = 4

const KINDS = ['print', 'quote', 'bar', 'bar'] as const

/** Number columns of each kind: how a value is told from the one before. */
const PRINT_COLUMNS: readonly Delta[] = ['row', 'group', 'none', 'none', 'none']
const QUOTE_COLUMNS: readonly Delta[] = ['row', 'group', 'group', 'group', 'group']
const BAR_COLUMNS: readonly Delta[] = ['row', 'group', 'group', 'group', 'group', 'none', 'none', 'group']
const COLUMNS = [PRINT_COLUMNS, QUOTE_COLUMNS, BAR_COLUMNS]
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

function kindOf(mark: number): number {
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

function unpackIds(from: ByteReader, length: number): string[] | null {
  if (length === 0) return null
  const how = from.byte()
  if (how === 0) return null
  if (how === 1) return Array.from(readNumbers(from, length, 'row'), String)
  return JSON.parse(new TextDecoder().decode(from.take(from.varint())))
}

/** Unpacks what `RowBuffer` packed. `names`: those of the file so far. @throws RangeError for what is not that */
export function unpackRows(from: ByteReader, names: readonly string[]): RecordedRows {
  const length = from.varint()
  if (length === 0) return new UnpackedRows(new Uint8Array(0), new Float64Array(0), new Float64Array(0), [], null, names)
  const marks = new Uint8Array(from.take(length))
  const symbols = readNumbers(from, length, 'none')
  const received = readNumbers(from, length, 'row')
  const groups: number[][] = [[], [], []]
  for (let row = 0; row < length; row++) groups[kindOf(marks[row])].push(symbols[row])
  const columns = COLUMNS.map((deltas, kind) => {
    const rows = groups[kind].length
    return rows === 0 ? [] : deltas.map((delta) => readNumbers(from, rows, delta, groups[kind]))
  })
  return new UnpackedRows(marks, symbols, received, columns, unpackIds(from, groups[PRINT].length), names)
}

class UnpackedRows implements RecordedRows {
  readonly length: number
  readonly #marks: Uint8Array
  readonly #symbols: Float64Array
  readonly #received: Float64Array
  readonly #columns: Float64Array[][]
  readonly #ids: string[] | null
  readonly #names: readonly string[]
  /** Row within the columns of its kind. */
  readonly #place: Uint32Array

  constructor(
    marks: Uint8Array,
    symbols: Float64Array,
    received: Float64Array,
    columns: Float64Array[][],
    ids: string[] | null,
    names: readonly string[],
  ) {
    this.length = marks.length
    this.#marks = marks
    this.#symbols = symbols
    this.#received = received
    this.#columns = columns
    this.#ids = ids
    this.#names = names
    this.#place = new Uint32Array(marks.length)
    const counts = [0, 0, 0]
    for (let row = 0; row < marks.length; row++) this.#place[row] = counts[kindOf(marks[row])]++
  }

  turn(index: number): boolean {
    return (this.#marks[index] & TURN) !== 0
  }

  received(index: number): number {
    return this.#received[index]
  }

  kind(index: number): 'print' | 'quote' | 'bar' {
    return KINDS[this.#marks[index] & 3]
  }

  symbol(index: number): string {
    return this.#names[this.#symbols[index]]
  }

  time(index: number): number {
    return this.#columns[kindOf(this.#marks[index])][0][this.#place[index]]
  }

  tell(index: number, sink: StreamSink): void {
    const mark = this.#marks[index]
    const columns = this.#columns[kindOf(mark)]
    const at = this.#place[index]
    const symbol = this.#names[this.#symbols[index]]
    if (kindOf(mark) === PRINT) {
      const [time, price, size, exchange, conditions] = columns
      const names = this.#names
      sink.print(symbol, time[at], price[at], size[at], names[exchange[at]], names[conditions[at]], this.#ids?.[at] ?? '')
    } else if (kindOf(mark) === QUOTE) {
      const [time, bid, bidSize, ask, askSize] = columns
      sink.quote(symbol, time[at], bid[at], bidSize[at], ask[at], askSize[at])
    } else {
      const [time, open, high, low, close, volume, prints, vwap] = columns.map((column) => column[at])
      sink.bar(symbol, { time, open, high, low, close, volume, prints, vwap }, (mark & 3) === REVISED_BAR)
    }
  }
}
