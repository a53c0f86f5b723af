import type { StreamSink } from '../../ports/market-stream.ts'
import type { RecordedRows } from '../../ports/recording.ts'
import { type ByteReader, readNumbers } from './columns.ts'
import { COLUMNS, KINDS, kindOf, PRINT, QUOTE, REVISED_BAR, TURN } from './row-buffer.ts'

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
