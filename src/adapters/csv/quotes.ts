import { createQuotes, labelCode } from '../../market/prints.ts'
import type { RecordBatch } from '../../ports/record-reader.ts'
import type { Header } from './header.ts'
import { fill, type Gatherer, NumberRules, places, RowsBySymbol, SymbolRows } from './rows.ts'
import { stampText } from './stamp-text.ts'
import type { StampReader } from './stamps.ts'

const BID_EXCHANGE = 0
const ASK_EXCHANGE = 1

/**
 * Gathers quotes. A price of 0 or an empty field means that side of the book is empty; sizes are 0 where the header has none.
 * Locked and crossed quotes are kept: real books show them for moments.
 */
export class QuotesGatherer implements Gatherer {
  readonly #rows: RowsBySymbol
  readonly #header: Header
  readonly #stamps: StampReader
  readonly #rules = new NumberRules()
  readonly #time: (fields: string[]) => string

  constructor(header: Header, symbol: string | null, stamps: StampReader) {
    this.#header = header
    this.#stamps = stamps
    this.#rows = new RowsBySymbol(header.columns, symbol, (name) => new SymbolRows(name, 5, 2))
    this.#time = stampText(header.columns)
  }

  take(fields: string[], line: number, text: string): string | null {
    const { columns } = this.#header
    const rows = this.#rows.of(fields)
    if (rows === null) return this.#rows.problem
    const time = this.#stamps.read(this.#time(fields), rows.previous)
    if (Number.isNaN(time)) return this.#stamps.problem
    rows.previous = time
    this.#rules.problem = null
    const [bidPrice, bidSize] = this.#side(fields, 'bid')
    const [askPrice, askSize] = this.#side(fields, 'ask')
    if (this.#rules.problem !== null) return this.#rules.problem
    const label = (role: string) => (columns.has(role) ? fields[columns.get(role)!].trim() : '')
    const labels = [label('bidExchange'), label('askExchange')]
    this.#rows.keep(rows, [time, bidPrice, bidSize, askPrice, askSize], labels, line, text)
    return null
  }

  drain(all: boolean): RecordBatch[] {
    return this.#rows.ready(all).map((rows) => this.#batch(rows))
  }

  #side(fields: string[], side: 'bid' | 'ask'): [number, number] {
    const { columns } = this.#header
    const priceText = fields[columns.get(`${side}Price`)!]
    const sizeAt = columns.get(`${side}Size`)
    const price = priceText.trim() === '' ? 0 : this.#rules.notNegative(priceText, `${side} price`)
    const noSize = sizeAt === undefined || (price === 0 && fields[sizeAt].trim() === '')
    return [price, noSize ? 0 : this.#rules.notNegative(fields[sizeAt], `${side} size`)]
  }

  #batch(rows: SymbolRows): RecordBatch {
    const count = rows.lines.length
    const order = rows.order()
    const quotes = createQuotes({ symbol: rows.symbol, source: 'import', feed: 'import' }, count)
    const targets = [quotes.time, quotes.bidPrice, quotes.bidSize, quotes.askPrice, quotes.askSize]
    targets.forEach((target, i) => {
      fill(target, rows.columns[i], order)
    })
    for (let i = 0; i < count; i++) {
      const row = order ? order[i] : i
      quotes.bidExchange.codes[i] = labelCode(quotes.bidExchange, rows.labels[BID_EXCHANGE][row])
      quotes.askExchange.codes[i] = labelCode(quotes.askExchange, rows.labels[ASK_EXCHANGE][row])
    }
    quotes.length = count
    const batch: RecordBatch = { kind: 'quotes', quotes, ...places(rows, order) }
    rows.clear()
    return batch
  }
}
