import { defaultOptions } from '../../src/exchange/defaults.ts'
import { type Interrupt, type Lane, matchLanes, tapeLane } from '../../src/exchange/drive/lanes.ts'
import { emptySeries } from '../../src/exchange/drive/pieces.ts'
import { createExchange } from '../../src/exchange/exchange.ts'
import type { LastingExchange } from '../../src/exchange/lasting.ts'
import type { OrderRequest } from '../../src/exchange/order.ts'
import { usCalendar } from '../../src/market/calendar/us.ts'
import { createPrints, type Prints } from '../../src/market/prints.ts'
import { line, median, timed } from './measure.ts'

const SYMBOLS = 100
const PRINTS = 50_000
const ORDERS = 100_000
const ROUNDS = 5
const DAY = 20_640
const OPEN = usCalendar.day(DAY).regular!.open
const LENGTH = 6.5 * 3_600_000

export interface ExchangeBench {
  /** Prints a second of a day of 100 symbols, in order of time over all of them, with two orders resting in each. */
  printsPerSecond: number
  /** Orders a second that are taken, meet a print and fill. */
  ordersPerSecond: number
  /** Bytes of the state of an exchange with 1,000 resting orders, and the milliseconds that keeping and restoring it take. */
  stateBytes: number
}

/** The matching core driven by tapes, as paper accounts and the pocket exchange drive it. */
export function benchExchange(): ExchangeBench {
  const tapes = Array.from({ length: SYMBOLS }, (_, i) => tape(`S${i}`, PRINTS, i))
  const prints = median(Array.from({ length: ROUNDS }, () => matchDay(tapes)))
  const orders = median(Array.from({ length: ROUNDS }, fillOrders))
  const stateBytes = JSON.stringify(busyExchange().snapshot()).length
  const printsPerSecond = Math.round((SYMBOLS * PRINTS * 1000) / prints)
  const ordersPerSecond = Math.round((ORDERS * 1000) / orders)
  line(`the exchange, driven by tapes (medians of ${ROUNDS})`)
  line(`  prints of ${SYMBOLS} symbols with orders     ${thousands(printsPerSecond)} a second (goal: 500,000)`)
  line(`  orders taken, matched and filled   ${thousands(ordersPerSecond)} a second (goal: 20,000)`)
  line(`  state with 1,000 resting orders    ${thousands(stateBytes)} bytes`)
  return { printsPerSecond, ordersPerSecond, stateBytes }
}

function matchDay(tapes: Prints[]): number {
  const exchange = newExchange(SYMBOLS)
  for (let i = 0; i < SYMBOLS; i++) {
    exchange.submit(order(`buy-${i}`, i, { type: 'limit', limit: 50 }), OPEN)
    exchange.submit(order(`sell-${i}`, i, { side: 'sell', type: 'limit', limit: 200 }), OPEN)
  }
  const lanes: Lane[] = tapes.map((one, i) => tapeLane(i, one))
  const interrupt: Interrupt = { raised: false, barClose: null }
  return timed(() => matchLanes(exchange, lanes, OPEN + LENGTH, interrupt))
}

/** Orders come one by one, every one meets the next print. */
function fillOrders(): number {
  const exchange = newExchange(1)
  const spent = timed(() => {
    for (let i = 0; i < ORDERS; i++) {
      exchange.submit(order(`order-${i}`, 0, { side: i % 2 === 0 ? 'buy' : 'sell' }), OPEN + i)
      exchange.matchPrint(0, 100 + (i % 7) / 100, 1000, OPEN + i)
    }
  })
  if (exchange.totals.fills !== ORDERS) throw new Error(`${exchange.totals.fills} of ${ORDERS} orders filled`)
  return spent
}

function busyExchange(): LastingExchange {
  const exchange = newExchange(10)
  for (let i = 0; i < 1000; i++) exchange.submit(order(`order-${i}`, i % 10, { type: 'limit', limit: 50 }), OPEN)
  return exchange
}

function newExchange(symbols: number): LastingExchange {
  const listings = Array.from({ length: symbols }, (_, i) => ({ symbol: `S${i}`, tickSize: 0.01, multiplier: 1 }))
  const options = { ...defaultOptions(), cash: 1e9, accountRules: 'margin', margin: 2 } as const
  const exchange = createExchange(options, listings, () => {})
  exchange.beginDay(DAY, OPEN - 1)
  for (let i = 0; i < symbols; i++) {
    exchange.attach(i, emptySeries(`S${i}`, usCalendar))
    exchange.saw(i, 100, OPEN - 1)
  }
  return exchange
}

function order(clientOrderId: string, listing: number, more: Partial<OrderRequest>): OrderRequest {
  return {
    clientOrderId,
    symbol: `S${listing}`,
    side: 'buy',
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
    ...more,
  }
}

/** Prints around 100 dollars, evenly through the day. */
function tape(symbol: string, rows: number, phase: number): Prints {
  const prints = createPrints({ symbol, source: 'bench', feed: 'bench' }, rows)
  prints.length = rows
  for (let i = 0; i < rows; i++) {
    prints.time[i] = OPEN + Math.floor((i * LENGTH) / rows) + (phase % 7)
    prints.price[i] = 100 + ((i * 7 + phase) % 500) / 100
    prints.size[i] = 100
  }
  return prints
}

function thousands(value: number): string {
  return value.toLocaleString('en-US')
}

if (import.meta.main) benchExchange()
