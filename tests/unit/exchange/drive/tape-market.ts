import { DAY, type Instant, MINUTE } from '../../../../src/core/time.ts'
import { defaultOptions } from '../../../../src/exchange/defaults.ts'
import {
  createDriven,
  type DrivenExchange,
  type DrivenOptions,
  type DrivenState,
  restoreDriven,
} from '../../../../src/exchange/drive/driven.ts'
import type { DriveMarket } from '../../../../src/exchange/drive/market.ts'
import { noFee } from '../../../../src/exchange/fees/simple.ts'
import type { ExchangeOptions } from '../../../../src/exchange/models.ts'
import type { ExchangeEvent, Order, OrderRequest } from '../../../../src/exchange/order.ts'
import { noSlippage } from '../../../../src/exchange/slippage/models.ts'
import type { CorporateAction } from '../../../../src/market/actions.ts'
import { lowerBound } from '../../../../src/market/bars.ts'
import { usCalendar } from '../../../../src/market/calendar/us.ts'
import { createPrints, type Prints } from '../../../../src/market/prints.ts'

/** Monday, 2026-07-06: account rules of today. */
export const DAY_ONE = Date.UTC(2026, 6, 6) / DAY
export const OPEN = usCalendar.day(DAY_ONE).regular!.open

/** Time, price, size. */
export type PrintRow = [at: Instant, price: number, size?: number]

export interface TapeMarket extends DriveMarket {
  /** Ranges that were asked for. */
  asked: { symbol: string; from: Instant; to: Instant }[]
}

/** A market whose whole tape is written down. */
export function tapeMarket(rows: Record<string, PrintRow[]>, actions: CorporateAction[] = [], saysQuiet = false): TapeMarket {
  const tapes = new Map(Object.entries(rows).map(([symbol, list]) => [symbol, tapeOf(symbol, list)]))
  const asked: TapeMarket['asked'] = []
  return {
    asked,
    async prints(symbol, from, to) {
      asked.push({ symbol, from, to })
      const tape = tapes.get(symbol)
      return tape ? slice(tape, from, to) : null
    },
    bars: async () => null,
    async last(symbol, at) {
      const tape = tapes.get(symbol)
      if (!tape) return null
      const next = lowerBound(tape.time, tape.length, at + 0.001)
      return next === 0 ? null : { price: tape.price[next - 1], time: tape.time[next - 1] }
    },
    ...(saysQuiet && {
      async quietUntil(symbol: string, from: Instant, to: Instant, floor: number, ceiling: number) {
        const reached = rows[symbol].find(([at, price]) => at >= from && at < to && (price <= floor || price >= ceiling))
        return reached
          ? Math.max(from, Math.floor(reached[0] / MINUTE) * MINUTE)
          : Math.max(from, Math.floor(to / MINUTE) * MINUTE)
      },
    }),
    actions: async (symbol, from, to) => actions.filter((one) => one.symbol === symbol && one.exDay >= from && one.exDay <= to),
    calendar: () => usCalendar,
  }
}

function tapeOf(symbol: string, rows: PrintRow[]): Prints {
  const prints = createPrints({ symbol, source: 'test', feed: 'test' }, rows.length)
  prints.length = rows.length
  rows.forEach(([at, price, size = 1000], i) => {
    prints.time[i] = at
    prints.price[i] = price
    prints.size[i] = size
  })
  return prints
}

function slice(tape: Prints, from: Instant, to: Instant) {
  const [first, end] = [lowerBound(tape.time, tape.length, from), lowerBound(tape.time, tape.length, to)]
  const { time, price, size } = tape
  return {
    length: end - first,
    time: time.subarray(first, end),
    price: price.subarray(first, end),
    size: size.subarray(first, end),
  }
}

export const plainOptions = (more: Partial<ExchangeOptions> = {}): ExchangeOptions => ({
  ...defaultOptions(),
  accountRules: 'margin',
  fee: noFee,
  slippage: noSlippage,
  fractional: true,
  ...more,
})

export interface Drive {
  driven: DrivenExchange
  /** Every event as one line of JSON, with its time. */
  told: string[]
  send(request: Partial<OrderRequest> & Pick<OrderRequest, 'side' | 'clientOrderId'>): Order
}

export function drive(market: DriveMarket, parts: Partial<DrivenOptions> & { state?: DrivenState; told?: string[] } = {}): Drive {
  const told = parts.told ?? []
  const listener = (event: ExchangeEvent, at: Instant) => told.push(JSON.stringify({ ...event, at }))
  const all = { options: plainOptions(), market, ...parts }
  const driven = parts.state ? restoreDriven(parts.state, all, listener) : createDriven(OPEN - 30 * MINUTE, all, listener)
  return {
    driven,
    told,
    send: (request) =>
      driven.exchange.submit(
        {
          symbol: 'A',
          shares: 10,
          type: 'market',
          limit: null,
          stop: null,
          trail: null,
          tif: 'day',
          extended: false,
          legs: null,
          group: null,
          reduceOnly: false,
          ...request,
        },
        driven.time,
      ),
  }
}

export const listed = (symbol: string) => ({ symbol, tickSize: 0.01, multiplier: 1 })
