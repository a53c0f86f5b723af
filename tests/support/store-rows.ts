import { type Bars, createBars } from '../../src/market/bars.ts'
import { createPrints, createQuotes, labelCode, type Prints, type Quotes } from '../../src/market/prints.ts'
import type { Timeframe } from '../../src/market/timeframe.ts'

export const MINUTE = 60_000
/** 2026-03-19 13:30 UTC, a regular open in New York. */
export const OPEN = Date.UTC(2026, 2, 19, 13, 30)

export interface BarRow {
  time: number
  close: number
  /** Default: a quarter below the close, half above it, half below it. */
  open?: number
  high?: number
  low?: number
  volume?: number
  prints?: number
  vwap?: number
}

/** Bars around a close; optional columns exist when any row has them. */
export function barsOf(
  rows: BarRow[],
  head: { symbol?: string; timeframe?: Timeframe; source?: string; feed?: string } = {},
): Bars {
  const { symbol = 'TEST', timeframe = '1m', source = 'import', feed = source } = head
  const optional = { prints: rows.some((row) => row.prints !== undefined), vwap: rows.some((row) => row.vwap !== undefined) }
  const bars = createBars({ symbol, timeframe, source, feed }, rows.length, optional)
  rows.forEach((row, i) => {
    bars.time[i] = row.time
    bars.open[i] = row.open ?? row.close - 0.25
    bars.high[i] = row.high ?? row.close + 0.5
    bars.low[i] = row.low ?? row.close - 0.5
    bars.close[i] = row.close
    bars.volume[i] = row.volume ?? 100
    if (bars.prints) bars.prints[i] = row.prints ?? Number.NaN
    if (bars.vwap) bars.vwap[i] = row.vwap ?? Number.NaN
  })
  bars.length = rows.length
  return bars
}

/** What a test compares of bars: plain rows. */
export function barRows(bars: Bars | null): number[][] | null {
  if (bars === null) return null
  const columns = [bars.time, bars.open, bars.high, bars.low, bars.close, bars.volume]
  return Array.from({ length: bars.length }, (_, i) => [
    ...columns.map((column) => column[i]),
    bars.prints?.[i] ?? Number.NaN,
    bars.vwap?.[i] ?? Number.NaN,
  ])
}

export interface PrintRow {
  time: number
  price: number
  size?: number
  exchange?: string
  conditions?: string
  id?: string
}

/** Prints with their occurrence numbers, counted over these rows as an importer counts over a file. */
export function printsOf(rows: PrintRow[], symbol = 'TEST', source = 'import'): { prints: Prints; occurrence: Uint32Array } {
  const prints = createPrints(
    { symbol, source, feed: source },
    rows.length,
    rows.some((row) => row.id !== undefined),
  )
  const occurrence = new Uint32Array(rows.length)
  const seen = new Map<string, number>()
  rows.forEach((row, i) => {
    prints.time[i] = row.time
    prints.price[i] = row.price
    prints.size[i] = row.size ?? 100
    prints.exchange.codes[i] = labelCode(prints.exchange, row.exchange ?? '')
    prints.conditions.codes[i] = labelCode(prints.conditions, row.conditions ?? '')
    prints.id?.push(row.id ?? '')
    const key = JSON.stringify([row.time, row.price, row.size ?? 100, row.exchange ?? '', row.conditions ?? ''])
    occurrence[i] = (seen.get(key) ?? 0) + 1
    seen.set(key, occurrence[i])
  })
  prints.length = rows.length
  return { prints, occurrence }
}

export function printRows(prints: Prints | null): Required<PrintRow>[] | null {
  if (prints === null) return null
  return Array.from({ length: prints.length }, (_, i) => ({
    time: prints.time[i],
    price: prints.price[i],
    size: prints.size[i],
    exchange: prints.exchange.names[prints.exchange.codes[i]],
    conditions: prints.conditions.names[prints.conditions.codes[i]],
    id: prints.id?.[i] ?? '',
  }))
}

export interface QuoteRow {
  time: number
  bid: number
  ask: number
  exchange?: string
}

export function quotesOf(rows: QuoteRow[], symbol = 'TEST', source = 'import'): Quotes {
  const quotes = createQuotes({ symbol, source, feed: source }, rows.length)
  rows.forEach((row, i) => {
    quotes.time[i] = row.time
    quotes.bidPrice[i] = row.bid
    quotes.bidSize[i] = 3
    quotes.askPrice[i] = row.ask
    quotes.askSize[i] = 4
    quotes.bidExchange.codes[i] = labelCode(quotes.bidExchange, row.exchange ?? '')
    quotes.askExchange.codes[i] = labelCode(quotes.askExchange, row.exchange ?? '')
  })
  quotes.length = rows.length
  return quotes
}

export function quoteRows(quotes: Quotes | null): Required<QuoteRow>[] | null {
  if (quotes === null) return null
  return Array.from({ length: quotes.length }, (_, i) => ({
    time: quotes.time[i],
    bid: quotes.bidPrice[i],
    ask: quotes.askPrice[i],
    exchange: quotes.bidExchange.names[quotes.bidExchange.codes[i]],
  }))
}
