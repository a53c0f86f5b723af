import { createClient } from '@alpacahq/typescript-sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestPocket, type TestPocket } from '../support/pocket.ts'

let pocket: TestPocket
let client: ReturnType<typeof createClient>
beforeAll(async () => {
  pocket = await startTestPocket({ minutes: 30 })
  client = createClient({ key: 'PKSDK', secret: 'secret', baseURL: pocket.url, tokenBucket: { capacity: 200, fillRate: 200 } })
})
afterAll(() => pocket.close())

/** The client lets a request wait a whole second for its turn, so what can be asked together is. */
describe('the vendor client @alpacahq/typescript-sdk, unmodified', () => {
  it('reads account, market and reference data', async () => {
    const [account, clock, calendar, asset, latest, bars, news] = await Promise.all([
      client.getAccount(),
      client.getClock(),
      client.getCalendar({ start: '2026-03-20', end: '2026-03-23' }),
      client.getAsset({ symbol_or_asset_id: 'SIMFIN' }),
      client.getStocksTradesLatest({ symbols: 'SIMFIN' } as never),
      client.getStocksBars({ symbols: 'SIMFIN,SIMTEC', timeframe: '1Day', start: '2026-03-10', limit: 100 } as never),
      client.getNews({ limit: 3 } as never),
    ])
    expect(account).toMatchObject({ status: 'ACTIVE', cash: '100000' })
    expect(clock).toMatchObject({ is_open: true })
    expect(calendar).toMatchObject([{ date: '2026-03-20', open: '09:30' }, { date: '2026-03-23' }])
    expect(asset).toMatchObject({ symbol: 'SIMFIN', tradable: true, class: 'us_equity' })
    expect(JSON.stringify(latest)).toContain('SIMFIN')
    expect(Object.keys((bars as { bars: object }).bars)).toEqual(['SIMFIN', 'SIMTEC'])
    expect((news as unknown as { news: unknown[] }).news).toHaveLength(3)
  })

  it('buys with a bracket, sees the fill, cancels and closes', async () => {
    const price = (await pocket.get('/v2/stocks/SIMFIN/trades/latest?feed=iex')).body.trade.p
    const order = await client.createOrder({
      symbol: 'SIMFIN',
      qty: 10,
      side: 'buy',
      type: 'market',
      time_in_force: 'day',
      order_class: 'bracket',
      take_profit: { limit_price: Number((price * 1.2).toFixed(2)) },
      stop_loss: { stop_price: Number((price * 0.8).toFixed(2)) },
    } as never)
    expect(order).toMatchObject({ status: 'pending_new', order_class: 'bracket' })
    await pocket.admin('/admin/step', { minutes: 5 })
    const [filled, positions, open, activities] = await Promise.all([
      client.getOrder({ order_id: order.id }),
      client.getPositions(),
      client.getOrders({ status: 'open' } as never),
      client.getActivities(),
    ])
    expect(filled).toMatchObject({ status: 'filled', filled_qty: '10' })
    expect(positions).toMatchObject([{ symbol: 'SIMFIN', qty: '10' }])
    expect(open).toHaveLength(2)
    expect(activities.length).toBeGreaterThan(0)
    await client.cancelOrders()
    expect(await client.closePositions()).toMatchObject([{ symbol: 'SIMFIN', status: 200 }])
    await pocket.admin('/admin/step', { minutes: 5 })
    expect(await client.getPositions()).toEqual([])
  })
})
