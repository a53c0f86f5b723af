import { DAY, MINUTE } from '../../../src/core/time.ts'
import { defaultOptions } from '../../../src/exchange/defaults.ts'
import { type AsTraded, createExchange, type Exchange, type FinerBars } from '../../../src/exchange/exchange.ts'
import { noFee } from '../../../src/exchange/fees/simple.ts'
import type { ExchangeOptions, Listing } from '../../../src/exchange/models.ts'
import type { ExchangeEvent, Fill, Order, OrderRequest } from '../../../src/exchange/order.ts'
import { noSlippage } from '../../../src/exchange/slippage/models.ts'
import { barClose, dailyOpen } from '../../../src/market/bar-times.ts'
import { type Bars, createBars } from '../../../src/market/bars.ts'
import { usCalendar } from '../../../src/market/calendar/us.ts'
import type { Timeframe } from '../../../src/market/timeframe.ts'

/** Open, high, low, close, and volume (a million when it is left out). */
export type Row = [open: number, high: number, low: number, close: number, volume?: number]

/** 2024-03-04, a Monday; daily rows follow the sessions from here on. */
export const MONDAY = Date.UTC(2024, 2, 4) / DAY

export function daily(symbol: string, rows: Row[], first = MONDAY): Bars {
  const times: number[] = []
  for (let day = first; times.length < rows.length; day = usCalendar.next(day)) times.push(dailyOpen(usCalendar, day))
  return barsOf(symbol, '1d', rows, times)
}

/** One-minute rows from 09:30 New York of a date, or from so many minutes after it. */
export function minutes(symbol: string, rows: Row[], day = MONDAY, from = 0): Bars {
  const open = dailyOpen(usCalendar, day)
  return barsOf(
    symbol,
    '1m',
    rows,
    rows.map((_, i) => open + (from + i) * MINUTE),
  )
}

export function barsOf(symbol: string, timeframe: Timeframe, rows: Row[], times: number[]): Bars {
  const bars = createBars({ symbol, timeframe, source: 'test', feed: 'test' }, rows.length)
  bars.length = rows.length
  rows.forEach(([open, high, low, close, volume = 1_000_000], i) => {
    bars.time[i] = times[i]
    bars.open[i] = open
    bars.high[i] = high
    bars.low[i] = low
    bars.close[i] = close
    bars.volume[i] = volume
  })
  return bars
}

export interface Floor {
  exchange: Exchange
  events: ExchangeEvent[]
  fills: Fill[]
  /** Matches and marks the next bar of every series; a new date begins first. */
  step(count?: number): void
  /** All that is left. */
  run(): void
  /** Sends an order at the close of the last bar (before the first bar: at its open). */
  send(request: Partial<OrderRequest> & Pick<OrderRequest, 'side'>): Order
  buy(shares: number, request?: Partial<OrderRequest>): Order
  sell(shares: number, request?: Partial<OrderRequest>): Order
  now(): number
}

export interface FloorOptions extends Partial<ExchangeOptions> {
  finer?: FinerBars
  listing?: Partial<Listing>
  /** Of every series. */
  asTraded?: AsTraded[]
  /** Hears every event as it happens. */
  heard?: (event: ExchangeEvent, exchange: Exchange) => void
}

/** An exchange over series whose rows close together, without fees and slippage unless said. */
export function floor(series: Bars | Bars[], { finer, listing, asTraded, heard, ...options }: FloorOptions = {}): Floor {
  const all = [series].flat()
  const events: ExchangeEvent[] = []
  const fills: Fill[] = []
  const listings = all.map(({ symbol }) => ({ symbol, tickSize: 0.01, multiplier: 1, ...listing }))
  const settings = { ...defaultOptions(), fee: noFee, slippage: noSlippage, ...options }
  const exchange: Exchange = createExchange(
    settings,
    listings,
    (event) => {
      events.push(event)
      if (event.type === 'filled') fills.push(event.fill)
      heard?.(event, exchange)
    },
    finer ?? null,
  )
  const prepared = all.map((bars) => ({ ...prepare(bars), asTraded }))
  for (const [i, one] of prepared.entries()) exchange.attach(i, one)
  const indices = Int32Array.from(all.map((_, i) => i))
  let row = 0
  let sent = 0
  const now = () => (row === 0 ? all[0].time[0] : prepared[0].closeTime[row - 1])
  const step = (count = 1) => {
    for (let i = 0; i < count; i++, row++) {
      exchange.beginDay(prepared[0].day[row], all[0].time[row])
      const rows = indices.map(() => row)
      exchange.matchStep(indices, rows, rows.length)
      exchange.markStep(indices, rows, rows.length)
      exchange.checkMargin(prepared[0].closeTime[row])
    }
  }
  const send: Floor['send'] = (request) =>
    exchange.submit(
      {
        clientOrderId: `order-${++sent}`,
        symbol: all[0].symbol,
        shares: 10,
        type: 'market',
        limit: null,
        stop: null,
        trail: null,
        tif: 'gtc',
        extended: false,
        legs: null,
        group: null,
        reduceOnly: false,
        ...request,
      },
      now(),
    )
  return {
    exchange,
    events,
    fills,
    step,
    run: () => step(all[0].length - row),
    send,
    buy: (shares, request) => send({ side: 'buy', shares, ...request }),
    sell: (shares, request) => send({ side: 'sell', shares, ...request }),
    now,
  }
}

export function prepare(bars: Bars) {
  const closeTime = bars.time.map((time) => barClose(bars.timeframe, time, usCalendar))
  const day = Int32Array.from(bars.time, (time) => usCalendar.dateOf(time))
  return { bars, calendar: usCalendar, closeTime, day }
}

/** What the fills of a test come down to. */
export function told(fills: Fill[]): [side: string, shares: number, price: number][] {
  return fills.map((fill) => [fill.order.side, fill.shares, fill.price])
}
