import { createPrints, createQuotes, type Labels, labelCode, type Prints, type Quotes } from '../../market/prints.ts'
import type { AppendResult, SeriesInfo, TapeRepository } from '../../ports/store.ts'
import { after, appendByTime, type MemorySeries, type Row, requireTimes, SeriesMap, select } from './rows.ts'

interface PrintRow extends Row {
  id: string
}

const NUMBERS = ['bidPrice', 'bidSize', 'askPrice', 'askSize'] as const
const NOTHING: AppendResult = { stored: 0, duplicates: 0, conflicts: [] }
const name = (labels: Labels, row: number) => labels.names[labels.codes[row]]

/** Prints and quotes as rows; labels as the text they stand for. */
export function createMemoryTape(): { repository: TapeRepository; list(): SeriesInfo[]; remember(): () => void } {
  const prints = new SeriesMap<PrintRow>()
  const quotes = new SeriesMap<Row>()
  const repository: TapeRepository = {
    appendPrints(given, occurrence) {
      if (given.length === 0) return { ...NOTHING, conflicts: [] }
      const rows = printRows(given)
      requireTimes(rows, `${given.symbol} prints`)
      const { symbol, source, feed } = given
      return appendPrintRows(prints.ensure({ kind: 'prints', symbol, timeframe: null, source, feed }), rows, occurrence)
    },
    appendQuotes(given) {
      if (given.length === 0) return { ...NOTHING, conflicts: [] }
      const rows = quoteRows(given)
      requireTimes(rows, `${given.symbol} quotes`)
      const { symbol, source, feed } = given
      return appendByTime(quotes.ensure({ kind: 'quotes', symbol, timeframe: null, source, feed }), rows)
    },
    loadPrints(symbol, source, options = {}) {
      const known = prints.find(symbol, null, source)
      return known && printsOf(known, select(known, options))
    },
    loadQuotes(symbol, source, options = {}) {
      const known = quotes.find(symbol, null, source)
      return known && quotesOf(known, select(known, options))
    },
  }
  const remember = () => {
    const undo = [prints.remember(), quotes.remember()]
    return () => {
      for (const back of undo) back()
    }
  }
  return { repository, remember, list: () => [...prints.list(), ...quotes.list()] }
}

/** Prints seen so far by what identifies them, per series. */
interface Seen {
  equal: Map<string, number>
  byId: Map<string, string>
}

const valuesKey = (row: PrintRow) => JSON.stringify([row.time, ...row.values])
const idKey = (row: PrintRow) => (row.id === '' ? null : JSON.stringify([row.time, row.values[2], row.id]))

function keep(seen: Seen, row: PrintRow): void {
  const [values, id] = [valuesKey(row), idKey(row)]
  seen.equal.set(values, (seen.equal.get(values) ?? 0) + 1)
  if (id !== null) seen.byId.set(id, values)
}

function appendPrintRows(series: MemorySeries<PrintRow>, incoming: PrintRow[], occurrence: Uint32Array): AppendResult {
  const result: AppendResult = { stored: 0, duplicates: 0, conflicts: [] }
  const seen: Seen = { equal: new Map(), byId: new Map() }
  for (const row of series.rows) keep(seen, row)
  incoming.forEach((row, index) => {
    const [values, id] = [valuesKey(row), idKey(row)]
    const named = id === null ? undefined : seen.byId.get(id)
    const count = seen.equal.get(values) ?? 0
    if (named !== undefined && named !== values) result.conflicts.push(index)
    else if (named !== undefined || (id === null && count >= occurrence[index])) result.duplicates++
    else {
      series.rows.splice(after(series.rows, row.time), 0, row)
      keep(seen, row)
      result.stored++
    }
  })
  return result
}

function printRows(prints: Prints): PrintRow[] {
  return Array.from({ length: prints.length }, (_, i) => ({
    time: prints.time[i],
    id: prints.id?.[i] ?? '',
    values: [prints.price[i], prints.size[i], name(prints.exchange, i), name(prints.conditions, i)],
  }))
}

function printsOf(series: MemorySeries<PrintRow>, rows: PrintRow[]): Prints {
  const { symbol, source, feed } = series.info
  const withId = rows.some((row) => row.id !== '')
  const prints = createPrints({ symbol, source, feed }, rows.length, withId)
  rows.forEach((row, i) => {
    prints.time[i] = row.time
    prints.price[i] = row.values[0] as number
    prints.size[i] = row.values[1] as number
    prints.exchange.codes[i] = labelCode(prints.exchange, row.values[2] as string)
    prints.conditions.codes[i] = labelCode(prints.conditions, row.values[3] as string)
    prints.id?.push(row.id)
  })
  prints.length = rows.length
  return prints
}

function quoteRows(quotes: Quotes): Row[] {
  return Array.from({ length: quotes.length }, (_, i) => ({
    time: quotes.time[i],
    values: [...NUMBERS.map((field) => quotes[field][i]), name(quotes.bidExchange, i), name(quotes.askExchange, i)],
  }))
}

function quotesOf(series: MemorySeries<Row>, rows: Row[]): Quotes {
  const { symbol, source, feed } = series.info
  const quotes = createQuotes({ symbol, source, feed }, rows.length)
  rows.forEach((row, i) => {
    quotes.time[i] = row.time
    NUMBERS.forEach((field, c) => {
      quotes[field][i] = row.values[c] as number
    })
    quotes.bidExchange.codes[i] = labelCode(quotes.bidExchange, row.values[4] as string)
    quotes.askExchange.codes[i] = labelCode(quotes.askExchange, row.values[5] as string)
  })
  quotes.length = rows.length
  return quotes
}
