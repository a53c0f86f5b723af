import type { Instant } from '../../core/time.ts'
import type { Bars } from '../../market/bars.ts'
import type { Prints, Quotes } from '../../market/prints.ts'

/** A table of one series as CSV: its heading and the text of each row. Numbers are the shortest text that reads back to the same double. */
export interface ExportTable {
  header: string
  length: number
  row(i: number): string
}

/** `filled`, where given, becomes a column of its own: true in rows that were made, not traded. */
export function barsTable(bars: Bars, filled: Uint8Array | null = null): ExportTable {
  const { symbol, time, open, high, low, close, volume, prints, vwap } = bars
  const name = field(symbol)
  return {
    header: `timestamp,symbol,open,high,low,close,volume${prints ? ',trades' : ''}${vwap ? ',vwap' : ''}${filled ? ',filled' : ''}`,
    length: bars.length,
    row: (i) =>
      `${exactStamp(time[i])},${name},${open[i]},${high[i]},${low[i]},${close[i]},${volume[i]}` +
      `${prints ? `,${known(prints[i])}` : ''}${vwap ? `,${known(vwap[i])}` : ''}${filled ? `,${filled[i] === 1}` : ''}`,
  }
}

export function printsTable(prints: Prints): ExportTable {
  const { symbol, time, price, size, exchange, conditions, id } = prints
  const [name, exchanges, codes] = [field(symbol), exchange.names.map(field), conditions.names.map(field)]
  return {
    header: `timestamp,symbol,price,size,exchange,conditions${id ? ',id' : ''}`,
    length: prints.length,
    row: (i) =>
      `${exactStamp(time[i])},${name},${price[i]},${size[i]},${exchanges[exchange.codes[i]]},${codes[conditions.codes[i]]}` +
      `${id ? `,${field(id[i])}` : ''}`,
  }
}

export function quotesTable(quotes: Quotes): ExportTable {
  const { symbol, time, bidPrice, bidSize, askPrice, askSize, bidExchange, askExchange } = quotes
  const [name, bids, asks] = [field(symbol), bidExchange.names.map(field), askExchange.names.map(field)]
  return {
    header: 'timestamp,symbol,bid_price,bid_size,ask_price,ask_size,bid_exchange,ask_exchange',
    length: quotes.length,
    row: (i) =>
      `${exactStamp(time[i])},${name},${bidPrice[i]},${bidSize[i]},${askPrice[i]},${askSize[i]},` +
      `${bids[bidExchange.codes[i]]},${asks[askExchange.codes[i]]}`,
  }
}

/** An ISO stamp with as many digits as the instant has: microseconds where they say it all, else nanoseconds. */
export function exactStamp(at: Instant): string {
  const whole = Math.floor(at)
  const text = new Date(whole).toISOString()
  const rest = at - whole
  if (rest === 0) return text.endsWith('.000Z') ? `${text.slice(0, 19)}Z` : text
  const micro = Math.round(rest * 1e3)
  const digits = whole + micro / 1e3 === at ? String(micro).padStart(3, '0') : String(Math.round(rest * 1e6)).padStart(6, '0')
  return `${text.slice(0, 23)}${digits}Z`
}

function known(value: number): string {
  return Number.isNaN(value) ? '' : String(value)
}

function field(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
