import { afterEach, describe, expect, it } from 'vitest'
import { parseDate } from '../../../../src/core/time.ts'
import { type Json, POCKET_KEYS } from '../../../support/pocket.ts'
import { SYMBOL, startTrading, type TradingClient } from './client.ts'

let client: TradingClient
afterEach(() => client.close())

const get = async (path: string): Promise<Json> => (await client.call('GET', path)).body

describe('nights', () => {
  it('bring dividends as rows of the history and as cash', async () => {
    const exDay = parseDate('2026-03-23')!
    client = await startTrading({
      dividend: { symbol: SYMBOL, kind: 'dividend', exDay, value: 0.35, ratio: null, source: 'test' },
    })
    await client.take({ qty: '30' })
    await client.step({ minutes: 60 })
    const before = Number((await get('/v2/account')).cash)
    await client.step({ to: '2026-03-23T14:00:00Z' })
    expect(await get('/v2/account/activities?category=non_trade_activity')).toMatchObject([
      {
        activity_type: 'DIV',
        symbol: SYMBOL,
        date: '2026-03-23',
        qty: '30',
        per_share_amount: '0.35',
        net_amount: '10.5',
        status: 'executed',
      },
    ])
    expect(Number((await get('/v2/account')).cash)).toBeCloseTo(before + 10.5, 6)
    const history = await get('/v2/account/portfolio/history?period=1D&timeframe=5Min')
    expect(history.equity.at(-1)).toBeCloseTo(Number((await get('/v2/account')).equity), 5)
  })

  it('split what is held and what rests, and say so', async () => {
    client = await startTrading()
    await client.take({
      qty: '10',
      order_class: 'bracket',
      take_profit: { limit_price: '90' },
      stop_loss: { stop_price: '20' },
      time_in_force: 'gtc',
    })
    const rests = await client.take({ symbol: 'SIMALL', type: 'limit', limit_price: '90', time_in_force: 'gtc' })
    await client.call('POST', '/admin/faults', { faults: [{ kind: 'split', symbol: SYMBOL, ratio: 4 }] })
    await client.step({ minutes: 30 })
    const equity = Number((await get('/v2/account')).equity)
    await client.step({ to: '2026-03-23T13:00:00Z' })
    const [row] = await get('/v2/account/activities/SPLIT')
    expect(row).toMatchObject({ activity_type: 'SPLIT', symbol: SYMBOL, qty: '30', net_amount: '0', date: '2026-03-23' })
    const position = await get(`/v2/positions/${SYMBOL}`)
    expect(position).toMatchObject({ qty: '40', qty_available: '0' })
    const legs = await get(`/v2/orders?symbols=${SYMBOL}`)
    expect(legs.map((leg: Json) => [leg.type, leg.qty, leg.limit_price, leg.stop_price])).toEqual([
      ['stop', '40', null, '5'],
      ['limit', '40', '22.5', null],
    ])
    expect(await client.order(rests.id)).toMatchObject({ qty: '10', limit_price: '90', status: 'new' })
    expect(Math.abs(Number((await get('/v2/account')).equity) - equity)).toBeLessThan(50)
  })
})

describe('an account that owes too much', () => {
  it('is closed out by the exchange, in orders that are told like any other', async () => {
    client = await startTrading({ cash: 25_000, crash: { at: '2026-03-20T15:00:00Z', factor: 0.5 } })
    const bought = await client.take({ qty: '800' })
    await client.step({ to: '2026-03-20T14:59:00Z' })
    expect((await client.order(bought.id)).status).toBe('filled')
    await client.step({ to: '2026-03-20T19:00:00Z' })
    const called = (await client.state()).orders.find((order: Json) => order.client_order_id.startsWith('margin-call'))
    expect(called).toMatchObject({ side: 'sell', qty: '800', status: 'filled', position_intent: 'sell_to_close' })
    expect(await get('/v2/positions')).toEqual([])
    const { executions, account } = await client.state()
    const paid = executions.map((row: Json) => (row.side === 'buy' ? -1 : 1) * Number(row.qty) * Number(row.price))
    expect(account.cash).toBeCloseTo(
      paid.reduce((sum: number, one: number) => sum + one, 25_000),
      4,
    )
    expect(client.events.filter(({ order }) => order.id === called.id).map(({ event }) => event)).toContain('fill')
  })
})

describe('the history as server-sent events', () => {
  it('tells what was, and what comes while it is heard', async () => {
    client = await startTrading()
    await client.take({ qty: '1' })
    await client.step({ minutes: 5 })
    const gone = new AbortController()
    const answer = await fetch(`${client.url}/v2beta1/events/activities?since=2026-03-20`, {
      headers: POCKET_KEYS,
      signal: gone.signal,
    })
    expect(answer.headers.get('content-type')).toBe('text/event-stream')
    const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    const until = async (count: number) => {
      while (text.split('data: ').length <= count) text += (await reader.read()).value ?? ''
    }
    await until(1)
    await client.take({ qty: '1' })
    await client.step({ minutes: 5 })
    await until(2)
    const rows = text.split('\n').filter((line) => line.startsWith('data: '))
    expect(rows.map((row) => JSON.parse(row.slice(6)))).toEqual(await get('/v2/account/activities?direction=asc'))
    gone.abort()
    const past = await fetch(`${client.url}/v2beta1/events/activities?since=2026-03-20&until=2026-03-20T13:41:00Z`, {
      headers: POCKET_KEYS,
    })
    expect((await past.text()).match(/^data: /gm)).toHaveLength(1)
  })
})
