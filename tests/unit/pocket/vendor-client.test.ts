import { Alpaca } from '@alpacahq/alpaca-trade-api/rest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestPocket, type TestPocket } from '../../support/pocket.ts'

/** The vendor's own client as it ships; only its connections are led to the local port, paths and all the rest are its own. */
function vendorClient(url: string, keyId = 'PKSDK') {
  const hosts = ['https://data.alpaca.markets', 'https://paper-api.alpaca.markets']
  const fetchApi = (asked: string, init?: RequestInit) => {
    const host = hosts.find((one) => asked.startsWith(`${one}/`))
    if (!host) throw new Error(`the client asked another host: ${asked}`)
    return fetch(url + asked.slice(host.length), init)
  }
  return new Alpaca({
    keyId,
    secret: 'secret',
    paper: true,
    fetchApi: fetchApi as typeof fetch,
    retry: { maxRetries: 1, retryDelayMs: 1 },
  })
}

let pocket: TestPocket
let alpaca: Alpaca
beforeAll(async () => {
  pocket = await startTestPocket({ minutes: 60 })
  alpaca = vendorClient(pocket.url)
})
afterAll(() => pocket.close())

const start = new Date('2026-03-20T13:30:00Z')

describe('the vendor client, unmodified', () => {
  it('collects bars of several symbols over pages', async () => {
    const end = new Date('2026-03-20T13:49:00Z')
    const bars = await alpaca.data.getStockBars({
      symbols: ['SIMFIN', 'SIMTEC'],
      timeframe: '1Min',
      start,
      end,
      limit: 7,
    } as never)
    const plain = (
      await pocket.get('/v2/stocks/bars?symbols=SIMFIN,SIMTEC&timeframe=1Min&start=2026-03-20T13:30:00Z&end=2026-03-20T13:49:00Z')
    ).body.bars
    for (const symbol of ['SIMFIN', 'SIMTEC']) {
      expect(bars[symbol].map((bar) => bar.close)).toEqual(plain[symbol].map((bar: { c: number }) => bar.c))
    }
  })

  it('reads trades, quotes, snapshots and latest prices', async () => {
    const end = new Date('2026-03-20T13:30:05Z')
    const trades = await alpaca.data.getStockTradesFor('SIMFIN', { start, end } as never)
    expect(trades.length).toBeGreaterThan(0)
    expect(trades[0].price).toBeGreaterThan(0)
    expect((await alpaca.data.getStockQuotesFor('SIMFIN', { start, end } as never)).length).toBeGreaterThan(0)
    const snapshot = await alpaca.data.stocks.stockSnapshotSingle({ symbol: 'SIMFIN' })
    expect(await alpaca.data.getLatestPrice('SIMFIN')).toBe(snapshot.latestTrade?.p)
    expect(snapshot.dailyBar?.t.toISOString()).toBe('2026-03-20T04:00:00.000Z')
  })

  it('reads screener, corporate actions, clock, calendar, assets and account', async () => {
    expect((await alpaca.data.screener.mostActives({ top: 3 })).mostActives).toHaveLength(3)
    const actions = await alpaca.data.corporateActions.corporateActions({
      symbols: 'SIMFIN',
      start: new Date('2020-01-01'),
      end: start,
    })
    expect(actions.corporateActions).toBeDefined()
    expect((await alpaca.trading.clock.legacyClock()).isOpen).toBe(true)
    const days = await alpaca.trading.calendar.legacyCalendar({ start: new Date('2026-11-26'), end: new Date('2026-11-27') })
    expect(days.map((day) => day.close)).toEqual(['13:00'])
    expect((await alpaca.trading.assets.getV2AssetsSymbolOrAssetId({ symbolOrAssetId: 'SIMFIN' })).symbol).toBe('SIMFIN')
    const check = await alpaca.trading.validateConnection()
    expect(check).toMatchObject({ ok: true, account: { status: 'ACTIVE', cash: '100000' } })
  })

  it('understands the refusals and survives a burst of them', async () => {
    expect(await vendorClient(pocket.url, 'AKLIVE').trading.validateConnection()).toMatchObject({
      ok: false,
      status: 401,
      code: 40110000,
    })
    const unknown = alpaca.trading.assets.getV2AssetsSymbolOrAssetId({ symbolOrAssetId: 'NOPE' })
    await expect(unknown).rejects.toMatchObject({ name: 'NotFoundError', status: 404, code: 40410000 })
    const recent = alpaca.data.stocks.stockBars({
      symbols: 'SIMFIN',
      timeframe: '1Min',
      start,
      end: new Date('2026-03-20T14:29:00Z'),
      feed: 'sip',
    })
    await expect(recent).rejects.toMatchObject({ name: 'PermissionError', status: 403 })
    await pocket.fault({ kind: 'rate-limit', resetSeconds: 0, path: '/v2/clock' })
    expect((await alpaca.trading.clock.legacyClock()).isOpen).toBe(true)
  })
})
