import type { Instant } from '../../core/time.ts'
import { createExchange, type Exchange } from '../../exchange/exchange.ts'
import { noFee } from '../../exchange/fees/simple.ts'
import type { ExchangeOptions } from '../../exchange/models.ts'
import type { ExchangeEvent } from '../../exchange/order.ts'
import { noSlippage } from '../../exchange/slippage/models.ts'
import { createBars } from '../../market/bars.ts'
import { newYorkDay } from '../new-york.ts'
import { orNothing, type World } from '../world.ts'

export interface Drive {
  exchange: Exchange
  advance(to: Instant): Promise<void>
}

export async function createDrive(world: World, cash: number, listener: (event: ExchangeEvent) => void): Promise<Drive> {
  const signal = new AbortController().signal
  const listed = await world.directory.all(signal)
  const exchange = createExchange(
    paperOptions(cash),
    listed.map(({ symbol }) => ({ symbol, tickSize: 0.01, multiplier: 1 })),
    listener,
  )
  const columns = createBars({ symbol: '', timeframe: '1m', source: '', feed: '' } as never, 0, {} as never)
  for (let i = 0; i < listed.length; i++)
    exchange.attach(i, { bars: columns as never, calendar: world.calendar, closeTime: columns.time, day: new Int32Array(0) })
  let at = world.time.start
  return {
    exchange,
    async advance(to) {
      exchange.beginDay(newYorkDay(to), to)
      const rows: { time: number; price: number; size: number; listing: number }[] = []
      for (const [listing, { symbol }] of exchange.listings.entries()) {
        if (exchange.shares(listing) === 0 && exchange.restingOf(listing).length === 0) continue
        const prints = await orNothing(
          world.source.history({ kind: 'prints', symbol, from: at + 0.001, to: to + 0.001, asOf: to }, signal),
        )
        for (let i = 0; i < (prints?.length ?? 0); i++)
          rows.push({ time: prints!.time[i], price: prints!.price[i], size: prints!.size[i], listing })
      }
      rows.sort((a, b) => a.time - b.time)
      for (const row of rows) {
        exchange.matchPrint(row.listing, row.price, row.size, row.time)
        exchange.mark(row.listing, row.price)
      }
      at = to
    },
  }
}

/** How the vendor's paper account fills: no fees, no slippage, twice its equity, a tenth of each print. */
export function paperOptions(cash: number): ExchangeOptions {
  return {
    cash,
    fractional: true,
    fee: noFee,
    slippage: noSlippage,
    margin: 2,
    volumeShare: 0.1,
    accountRules: 'margin',
    borrowRate: 0,
    debitRate: 0,
  }
}
