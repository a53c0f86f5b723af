import { Alpaca, streaming } from '@alpacahq/alpaca-trade-api'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startTestPocket, type TestPocket } from '../support/pocket.ts'

type TradeUpdate = streaming.TradeUpdate

/** The vendor's client as it ships, streams and all; only where it connects is said, paths and all the rest are its own. */
function vendorClient(url: string) {
  const hosts = ['https://data.alpaca.markets', 'https://paper-api.alpaca.markets']
  const fetchApi = (asked: string, init?: RequestInit) => {
    const host = hosts.find((one) => asked.startsWith(`${one}/`))
    if (!host) throw new Error(`the client asked another host: ${asked}`)
    return fetch(url + asked.slice(host.length), init)
  }
  return new Alpaca({ keyId: 'PKSDK', secret: 'secret', paper: true, fetchApi: fetchApi as typeof fetch })
}

let pocket: TestPocket
let alpaca: Alpaca
let ends: (() => void)[]
beforeEach(async () => {
  pocket = await startTestPocket({ minutes: 30 })
  alpaca = vendorClient(pocket.url)
  ends = []
})
afterEach(async () => {
  for (const end of ends) end()
  await pocket.close()
})

const sockets = () => pocket.url.replace('http', 'ws')
const step = (wish: Record<string, unknown>) => pocket.admin('/admin/step', wish)

async function updates(): Promise<TradeUpdate[]> {
  const heard: TradeUpdate[] = []
  const stream = alpaca.trading.stream({ url: `${sockets()}/stream` })
  ends.push(() => stream.disconnect())
  stream.onTradeUpdate((update) => heard.push(update))
  const listening = new Promise((resolve) => stream.on(streaming.EVENT.SUBSCRIPTION, resolve))
  stream.subscribeTradeUpdates()
  stream.connect()
  expect(await stream.waitForAuthentication(2000)).toBe(true)
  expect(await listening).toEqual(['trade_updates'])
  return heard
}

const words = (heard: TradeUpdate[]) => heard.map(({ event, order }) => `${order.side} ${order.type} ${event}`)

describe('the vendor client 4.0.2, unmodified', () => {
  it('walks through: account, bracket, partial fill, cancel, stream', async () => {
    const heard = await updates()
    const account = await alpaca.trading.account.getAccount()
    expect(account).toMatchObject({ status: 'ACTIVE', cash: '100000', currency: 'USD' })
    const price = Number(await alpaca.marketData.getLatestPrice('SIMFIN'))
    await pocket.fault({ kind: 'partial-fills', symbol: 'SIMFIN', shares: 4 })
    const order = await alpaca.trading.orders.bracket({
      symbol: 'SIMFIN',
      side: 'buy',
      qty: 10,
      limitPrice: (price * 1.01).toFixed(2),
      takeProfit: { limitPrice: (price * 1.2).toFixed(2) },
      stopLoss: { stopPrice: (price * 0.8).toFixed(2) },
      clientOrderId: 'walk-1',
    })
    expect(order).toMatchObject({ status: 'pending_new', orderClass: 'bracket', clientOrderId: 'walk-1', qty: '10' })
    expect(order.legs?.map((leg) => [leg.type, leg.status])).toEqual([
      ['limit', 'held'],
      ['stop', 'held'],
    ])
    await step({ minutes: 1 })
    await expect.poll(() => words(heard)).toContain('sell stop new')
    const entry = heard.filter((update) => update.order.clientOrderId === 'walk-1')
    const fills = entry.filter(({ executionId }) => executionId !== undefined)
    expect(entry.map(({ event }) => event)).toEqual(['pending_new', 'new', ...fills.slice(1).map(() => 'partial_fill'), 'fill'])
    expect(fills.length).toBeGreaterThanOrEqual(3)
    expect(Math.max(...fills.map(({ qty }) => Number(qty)))).toBeLessThanOrEqual(4)
    expect(fills.at(-1)).toMatchObject({ positionQty: '10', order: { filledQty: '10', status: 'filled' } })
    expect(new Set(fills.map(({ executionId }) => executionId)).size).toBe(fills.length)
    const position = await alpaca.trading.positions.getOpenPosition({ symbolOrAssetId: 'SIMFIN' })
    expect(position).toMatchObject({ qty: '10', qtyAvailable: '0', side: 'long' })

    const legs = await alpaca.trading.orders.getAllOrders({ status: 'open', nested: false })
    expect(legs).toHaveLength(2)
    await alpaca.trading.orders.deleteOrderByOrderID({ orderId: legs[0].id as string })
    await expect.poll(() => words(heard).filter((text) => text.endsWith(' canceled'))).toHaveLength(2)
    expect(await alpaca.trading.orders.getAllOrders({ status: 'open' })).toEqual([])
    const rows = await alpaca.trading.collectActivitiesByType({ activityType: 'FILL' })
    expect(rows).toHaveLength(fills.length)
    const byId = await alpaca.trading.orders.getOrderByClientOrderId({ clientOrderId: 'walk-1' })
    expect(byId).toMatchObject({ status: 'filled', filledQty: '10' })
  })

  it('waits for the end of an order, replaces one, is told why one is refused', async () => {
    const heard = await updates()
    const price = Number(await alpaca.marketData.getLatestPrice('SIMFIN'))
    const resting = await alpaca.trading.orders.limit({
      symbol: 'SIMFIN',
      side: 'buy',
      qty: 5,
      limitPrice: (price * 0.9).toFixed(2),
    })
    await step({ seconds: 1 })
    const changed = await alpaca.trading.orders.patchOrderByOrderId({
      orderId: resting.id as string,
      patchOrderRequest: { limitPrice: (price * 0.91).toFixed(2) },
    })
    expect(changed).toMatchObject({ replaces: resting.id })
    await step({ seconds: 1 })
    await expect.poll(() => words(heard)).toContain('buy limit replaced')
    await expect(
      alpaca.trading.orders.limit({ symbol: 'SIMFIN', side: 'buy', qty: 1_000_000, limitPrice: price.toFixed(2) }),
    ).rejects.toThrow(/insufficient buying power/)
    await alpaca.trading.orders.deleteAllOrders()
    const stream = alpaca.trading.stream({ url: `${sockets()}/stream` })
    ends.push(() => stream.disconnect())
    const waited = alpaca.trading.submitAndWait({ type: 'market', symbol: 'SIMFIN', side: 'buy', qty: 1 } as never, {
      stream,
      timeoutMs: 5000,
    })
    stream.connect()
    await expect.poll(() => heard.some(({ order }) => order.type === 'market')).toBe(true)
    await step({ minutes: 1 })
    expect(await waited).toMatchObject({ status: 'filled', filledQty: '1' })
  })

  it('hears market data in MessagePack to the microsecond, and why it may not hear more', async () => {
    const stream = alpaca.marketData.stockStream({ url: `${sockets()}/v2/iex` } as never)
    ends.push(() => stream.disconnect())
    const bars: { symbol: string; close: number; timestamp: Date }[] = []
    const wrong: string[] = []
    const days: { symbol: string }[] = []
    stream.onBar((bar) => bars.push(bar))
    stream.onDailyBar((bar) => days.push(bar))
    stream.onError((message: string) => wrong.push(message))
    const subscribed = new Promise((resolve) => stream.on(streaming.EVENT.SUBSCRIPTION, resolve))
    stream.subscribeForBars(['SIMFIN', 'SIMTEC'])
    stream.subscribeForDailyBars(['SIMFIN'])
    stream.connect()
    expect(await stream.waitForAuthentication(2000)).toBe(true)
    expect(await subscribed).toMatchObject({ bars: ['SIMFIN', 'SIMTEC'], dailyBars: ['SIMFIN'], trades: [] })
    await step({ minutes: 3 })
    await expect.poll(() => bars.length).toBe(6)
    const rest = await alpaca.marketData.getStockBars({
      symbols: ['SIMFIN', 'SIMTEC'],
      timeframe: '1Min',
      start: new Date('2026-03-20T14:00:00Z'),
      feed: 'iex',
    } as never)
    for (const symbol of ['SIMFIN', 'SIMTEC']) {
      const mine = bars.filter((bar) => bar.symbol === symbol)
      expect(mine.map(({ close, timestamp }) => [timestamp.getTime(), close])).toEqual(
        rest[symbol].map(({ close, timestamp }) => [timestamp.getTime(), close]),
      )
    }
    expect(days).toHaveLength(3)
    stream.subscribeForTrades(Array.from({ length: 31 }, (_, i) => `SYM${i}`))
    await expect.poll(() => wrong).toEqual(['symbol limit exceeded'])
  })

  it('comes back after a cut line, and gives up on keys that are wrong', async () => {
    const stream = alpaca.trading.stream({ url: `${sockets()}/stream`, reconnectTimeoutMs: 10 } as never)
    ends.push(() => stream.disconnect())
    stream.onError(() => {})
    const back = new Promise<void>((resolve) => stream.onReconnected(resolve))
    stream.connect()
    expect(await stream.waitForAuthentication(2000)).toBe(true)
    await pocket.fault({ kind: 'cut-stream', stream: 'trading' })
    await step({ seconds: 1 })
    await back
    const wrong = new Alpaca({ keyId: 'AKLIVE', secret: 'secret', paper: true }).trading.stream({ url: `${sockets()}/stream` })
    ends.push(() => wrong.disconnect())
    wrong.onError(() => {})
    wrong.connect()
    expect(await wrong.waitForAuthentication(2000)).toBe(false)
  })
})
