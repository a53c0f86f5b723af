import { OpenbellError } from '../../core/errors.ts'
import { BEGINNING, iso, isoDate, utcDay } from '../../core/time.ts'
import { TIMEFRAME_MS } from '../../market/timeframe.ts'
import type { BarsQuery } from '../../ports/market-data.ts'
import type { SeriesInfo, Store } from '../../ports/store.ts'

/** Why there are no bars: the symbol is not stored at all, or not in this range; and what is there. */
export function noBars(store: Store, query: BarsQuery): OpenbellError {
  const { symbol, timeframe, to, asOf } = query
  const stored = storedOf(store, symbol)
  if (stored.length === 0) return unknown(store, symbol)
  const range = asOf < to ? `known as of ${iso(asOf)}` : `before ${isoTime(to)}`
  const from = query.from > BEGINNING ? ` from ${isoTime(query.from)}` : ''
  return new OpenbellError(
    'no-data',
    `the store has no ${timeframe} bars of ${symbol}${from} ${range}; it has ${list(stored)}`,
    hintFor(stored),
  )
}

/** No prints or quotes in the range, or none of the symbol. */
export function noTape(store: Store, symbol: string, kind: 'prints' | 'quotes'): OpenbellError {
  const stored = storedOf(store, symbol)
  if (stored.length === 0) return unknown(store, symbol)
  const has = stored.some((one) => one.kind === kind)
  const message = `the store has no ${kind} of ${symbol}${has ? ' in this range' : ''}; it has ${list(stored)}`
  return new OpenbellError(
    'no-data',
    message,
    has ? 'openbell data list' : `openbell data import FILE --symbol ${symbol} --kind ${kind}`,
  )
}

export function noActions(store: Store, symbol: string): OpenbellError {
  if (storedOf(store, symbol).length === 0) return unknown(store, symbol)
  return new OpenbellError(
    'no-data',
    `the store has no splits or dividends of ${symbol} in this range`,
    'openbell data import FILE --kind actions',
  )
}

function storedOf(store: Store, symbol: string): SeriesInfo[] {
  const order = (one: SeriesInfo) => (one.timeframe ? TIMEFRAME_MS[one.timeframe] : Number.POSITIVE_INFINITY)
  return store.series(symbol).sort((a, b) => order(a) - order(b))
}

function unknown(store: Store, symbol: string): OpenbellError {
  const hint =
    store.series().length === 0
      ? 'openbell data import FILE'
      : 'openbell data import FILE, or openbell data list for what is there'
  return new OpenbellError('not-found', `${symbol} is not in the store`, hint)
}

/** `1m 2026-03-19 to 2026-03-27 (import), prints ...` */
function list(series: SeriesInfo[]): string {
  return series.map((one) => `${one.timeframe ?? one.kind} ${date(one.from)} to ${date(one.to)} (${one.source})`).join(', ')
}

function hintFor(series: SeriesInfo[]): string {
  const bars = series.find((one) => one.kind === 'bars')
  if (!bars?.timeframe) return 'openbell data list'
  const { symbol, timeframe } = bars
  return `openbell bars ${symbol} --source store --timeframe ${timeframe} --from ${date(bars.from)} --to ${date(bars.to)}`
}

function date(at: number): string {
  return isoDate(utcDay(at))
}

/** Ends of a query may be anything; the calendar of dates has bounds. */
function isoTime(at: number): string {
  return Math.abs(at) < 8.64e15 ? iso(at) : 'any time'
}
