import { createPrints, labelCode } from '../../market/prints.ts'
import type { RecordBatch } from '../../ports/record-reader.ts'
import type { Header } from './header.ts'
import { OccurrenceCounter } from './occurrence.ts'
import { fill, type Gatherer, NumberRules, places, RowsBySymbol, SymbolRows } from './rows.ts'
import { stampText } from './stamp-text.ts'
import type { StampReader } from './stamps.ts'

/** Columns and labels of SymbolRows, by place. */
const OCCURRENCE = 3
const EXCHANGE = 0
const CONDITIONS = 1
const ID = 2

class PrintRows extends SymbolRows {
  readonly occurrences = new OccurrenceCounter()
}

/** Gathers prints. Size 0 is kept: exchanges do record such prints (92 of 39,702 in one day of gold futures). */
export class PrintsGatherer implements Gatherer {
  readonly #rows: RowsBySymbol
  readonly #header: Header
  readonly #stamps: StampReader
  readonly #rules = new NumberRules()
  readonly #time: (fields: string[]) => string

  constructor(header: Header, symbol: string | null, stamps: StampReader) {
    this.#header = header
    this.#stamps = stamps
    this.#rows = new RowsBySymbol(header.columns, symbol, (name) => new PrintRows(name, 4, 3))
    this.#time = stampText(header.columns)
  }

  take(fields: string[], line: number, text: string): string | null {
    const { columns } = this.#header
    const rows = this.#rows.of(fields) as PrintRows | null
    if (rows === null) return this.#rows.problem
    const time = this.#stamps.read(this.#time(fields), rows.previous)
    if (Number.isNaN(time)) return this.#stamps.problem
    rows.previous = time
    const rules = this.#rules
    rules.problem = null
    const price = rules.price(fields[columns.get('price')!], 'price')
    const size = rules.notNegative(fields[columns.get('size')!], 'size')
    if (rules.problem !== null) return rules.problem
    const label = (role: string) => (columns.has(role) ? fields[columns.get(role)!].trim() : '')
    const [exchange, conditions, id] = [label('exchange'), label('conditions'), label('id')]
    // A print with an id is told apart by it, and counts once.
    const occurrence = id !== '' ? 1 : rows.occurrences.next(time, price, size, exchange, conditions)
    if (occurrence === 0) return 'too far out of order to tell equal prints apart: sort the file by time'
    this.#rows.keep(rows, [time, price, size, occurrence], [exchange, conditions, id], line, text)
    return null
  }

  drain(all: boolean): RecordBatch[] {
    return this.#rows.ready(all).map((rows) => this.#batch(rows))
  }

  #batch(rows: SymbolRows): RecordBatch {
    const count = rows.lines.length
    const order = rows.order()
    const prints = createPrints({ symbol: rows.symbol, source: 'import', feed: 'import' }, count, this.#header.columns.has('id'))
    const targets = [prints.time, prints.price, prints.size]
    targets.forEach((target, i) => {
      fill(target, rows.columns[i], order)
    })
    const occurrence = new Uint32Array(count)
    for (let i = 0; i < count; i++) {
      const row = order ? order[i] : i
      prints.exchange.codes[i] = labelCode(prints.exchange, rows.labels[EXCHANGE][row])
      prints.conditions.codes[i] = labelCode(prints.conditions, rows.labels[CONDITIONS][row])
      prints.id?.push(rows.labels[ID][row])
      occurrence[i] = rows.columns[OCCURRENCE][row]
    }
    prints.length = count
    const batch: RecordBatch = { kind: 'prints', prints, occurrence, ...places(rows, order) }
    rows.clear()
    return batch
  }
}
