import type { Instant } from '../../core/time.ts'
import type { Bars } from '../../market/bars.ts'
import { BAR_COLUMNS, createBars, OPTIONAL_COLUMNS } from '../../market/bars.ts'
import { createPrints, createQuotes, labelCode, type TapeHead } from '../../market/prints.ts'
import type { StreamedBar, StreamSink } from '../../ports/market-stream.ts'
import type { RecordingReader } from '../../ports/recording.ts'
import type { Store } from '../../ports/store.ts'
import type { SessionRecord } from './door/records.ts'

/** What a recording of a market holds beside its rows. */
export type MarketRecord = ['history', bars: Bars]

interface Print {
  time: Instant
  price: number
  size: number
  exchange: string
  conditions: string
  id: string
}

interface Quote {
  time: Instant
  bid: number
  bidSize: number
  ask: number
  askSize: number
}

interface Tape {
  prints: Print[]
  quotes: Quote[]
  minutes: Map<Instant, StreamedBar>
}

/**
 * Puts the market of a recording into an empty store: prints, quotes and minute bars as the stream told them, and the bars that were asked for. What
 * was told twice is there once.
 */
export function loadMarket(reader: RecordingReader, store: Store): void {
  const tapes = new Map<string, Tape>()
  const sink = sinkInto(tapes)
  const asked = new Map<number, unknown>()
  for (const { rows, events } of reader.chunks()) {
    for (let row = 0; row < rows.length; row++) rows.tell(row, sink)
    for (const { value } of events) {
      const bars = barsOf(value as SessionRecord | MarketRecord, asked)
      if (bars !== null && bars.length > 0) store.bars.append({ ...bars, source: reader.header.source })
    }
  }
  const { source, feed } = reader.header
  for (const [symbol, tape] of tapes) keep(store, { symbol, source, feed }, tape)
}

/** The bars of an answer to a question for bars; null for everything else. */
function barsOf(record: SessionRecord | MarketRecord, asked: Map<number, unknown>): Bars | null {
  if (record[0] === 'history') return record[1]
  if (record[0] === 'call' && record[2].endsWith('.history')) asked.set(record[1], record[3])
  if (record[0] !== 'answer') return null
  const query = asked.get(record[1]) as { kind?: string } | undefined
  asked.delete(record[1])
  return query?.kind === 'bars' ? (record[4] as Bars) : null
}

function sinkInto(tapes: Map<string, Tape>): StreamSink {
  const tapeOf = (symbol: string) => {
    const tape = tapes.get(symbol) ?? { prints: [], quotes: [], minutes: new Map<Instant, StreamedBar>() }
    tapes.set(symbol, tape)
    return tape
  }
  return {
    print: (symbol, time, price, size, exchange, conditions, id) =>
      tapeOf(symbol).prints.push({ time, price, size, exchange, conditions, id }),
    quote: (symbol, time, bid, bidSize, ask, askSize) => tapeOf(symbol).quotes.push({ time, bid, bidSize, ask, askSize }),
    bar: (symbol, bar) => tapeOf(symbol).minutes.set(bar.time, bar),
    correction() {},
    status() {},
    state() {},
  }
}

function keep(store: Store, head: TapeHead, { prints, quotes, minutes }: Tape): void {
  if (prints.length > 0) keepPrints(store, head, prints)
  if (quotes.length > 0) keepQuotes(store, head, quotes)
  if (minutes.size > 0) keepMinutes(store, head, [...minutes.values()])
}

function keepPrints(store: Store, head: TapeHead, rows: Print[]): void {
  const withId = rows.every(({ id }) => id !== '')
  const prints = createPrints(head, rows.length, withId)
  const occurrence = new Uint32Array(rows.length)
  const seen = new Map<string, number>()
  for (const [i, { time, price, size, exchange, conditions, id }] of rows.sort((a, b) => a.time - b.time).entries()) {
    prints.time[i] = time
    prints.price[i] = price
    prints.size[i] = size
    prints.exchange.codes[i] = labelCode(prints.exchange, exchange)
    prints.conditions.codes[i] = labelCode(prints.conditions, conditions)
    prints.id?.push(id)
    // Prints are equal only within an instant.
    if (i > 0 && time !== prints.time[i - 1]) seen.clear()
    const key = `${price} ${size} ${exchange} ${conditions}`
    occurrence[i] = (seen.get(key) ?? 0) + 1
    seen.set(key, occurrence[i])
  }
  prints.length = rows.length
  store.tape.appendPrints(prints, occurrence)
}

function keepQuotes(store: Store, head: TapeHead, rows: Quote[]): void {
  const quotes = createQuotes(head, rows.length)
  for (const { time, bid, bidSize, ask, askSize } of rows.sort((a, b) => a.time - b.time)) {
    // Of several at one instant the last stands.
    const i = quotes.length > 0 && quotes.time[quotes.length - 1] === time ? quotes.length - 1 : quotes.length
    quotes.time[i] = time
    quotes.bidPrice[i] = bid
    quotes.bidSize[i] = bidSize
    quotes.askPrice[i] = ask
    quotes.askSize[i] = askSize
    quotes.length = i + 1
  }
  store.tape.appendQuotes(quotes)
}

function keepMinutes(store: Store, head: TapeHead, rows: StreamedBar[]): void {
  const bars = createBars({ ...head, timeframe: '1m' }, rows.length, { prints: true, vwap: true })
  for (const [i, row] of rows.sort((a, b) => a.time - b.time).entries()) {
    for (const name of BAR_COLUMNS) bars[name][i] = row[name]
    for (const name of OPTIONAL_COLUMNS) (bars[name] as Float64Array)[i] = row[name]
  }
  bars.length = rows.length
  store.bars.append(bars)
}
