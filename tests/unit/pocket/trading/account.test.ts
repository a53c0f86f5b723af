import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Json } from '../../../support/pocket.ts'
import { cents, OTHER, SYMBOL, startTrading, type TradingClient } from './client.ts'

let client: TradingClient
beforeEach(async () => {
  client = await startTrading()
})
afterEach(() => client.close())

const get = async (path: string): Promise<Json> => (await client.call('GET', path)).body

describe('the account', () => {
  it('counts what open orders take of its buying power, and gives it back', async () => {
    const { id } = await client.take({ type: 'limit', limit_price: '20', qty: '100' })
    expect(await get('/v2/account')).toMatchObject({ cash: '100000', equity: '100000', buying_power: '198000', multiplier: '2' })
    await client.call('DELETE', `/v2/orders/${id}`)
    expect((await get('/v2/account')).buying_power).toBe('200000')
    await client.call('PATCH', '/v2/account/configurations', { max_margin_multiplier: '1' })
    expect(await get('/v2/account')).toMatchObject({ buying_power: '100000', multiplier: '1' })
  })

  it('is worth its cash and what it holds, long and short', async () => {
    await client.take({ qty: '40' })
    await client.take({ qty: '20', symbol: OTHER, side: 'sell' })
    await client.step({ minutes: 60 })
    const account = await get('/v2/account')
    const [long, short] = [await get(`/v2/positions/${SYMBOL}`), await get(`/v2/positions/${OTHER}`)]
    expect(Number(account.equity)).toBeCloseTo(Number(account.cash) + Number(long.market_value) + Number(short.market_value), 5)
    expect(account.long_market_value).toBe(long.market_value)
    expect(account.short_market_value).toBe(short.market_value)
    expect(short).toMatchObject({ side: 'short', qty: '-20', qty_available: '-20' })
    expect(Number(short.unrealized_pl)).toBeCloseTo(-20 * (Number(short.current_price) - Number(short.avg_entry_price)), 5)
    expect(Number(account.initial_margin)).toBeCloseTo((Number(long.market_value) - Number(short.market_value)) / 2, 5)
    expect(account.last_equity).toBe('100000')
    await client.step({ to: '2026-03-20T21:00:00Z' })
    const closed = (await get('/v2/account')).last_equity
    expect(closed).not.toBe('100000')
    const history = await get('/v2/account/portfolio/history?period=1M&timeframe=1D')
    expect(history.equity.at(-1)).toBeCloseTo(Number(closed), 1)
  })
})

describe('positions', () => {
  it('are closed in part by quantity or by percentage, and as a whole', async () => {
    await client.take({ qty: '100' })
    await client.step({ minutes: 30 })
    const part = await client.call('DELETE', `/v2/positions/${SYMBOL}?qty=10`)
    expect(part).toMatchObject({
      status: 200,
      body: { side: 'sell', qty: '10', type: 'market', position_intent: 'sell_to_close' },
    })
    const percent = await client.call('DELETE', `/v2/positions/${SYMBOL}?percentage=50`)
    expect(percent.body.qty).toBe('50')
    expect(await client.call('DELETE', `/v2/positions/${SYMBOL}?percentage=101`)).toMatchObject({ status: 422 })
    expect(await client.call('DELETE', `/v2/positions/${SYMBOL}?qty=1&percentage=1`)).toMatchObject({ status: 422 })
    expect(await client.call('DELETE', `/v2/positions/${SYMBOL}?qty=41`)).toMatchObject({
      status: 403,
      body: { available: '40', held_for_orders: '60', existing_qty: '100' },
    })
    await client.step({ minutes: 30 })
    expect((await get(`/v2/positions/${SYMBOL}`)).qty).toBe('40')
    await client.call('DELETE', `/v2/positions/${SYMBOL}`)
    await client.step({ minutes: 30 })
    expect(await client.call('DELETE', `/v2/positions/${SYMBOL}`)).toMatchObject({ status: 404, body: { code: 40410000 } })
  })

  it('are all closed at once, after their orders were canceled, each answering for itself', async () => {
    const bracket = { order_class: 'bracket', take_profit: { limit_price: '900' }, stop_loss: { stop_price: '10' } }
    await client.take({ qty: '10', ...bracket })
    await client.take({ qty: '10', symbol: OTHER })
    await client.step({ minutes: 30 })
    const held = await client.call('DELETE', '/v2/positions')
    expect(held.status).toBe(207)
    expect(held.body.map((row: Json) => [row.symbol, row.status])).toEqual([
      [OTHER, 200],
      [SYMBOL, 403],
    ])
    const all = await client.call('DELETE', '/v2/positions?cancel_orders=true')
    expect(all.body.map((row: Json) => [row.status, row.body.status])).toEqual([
      [200, 'pending_new'],
      [200, 'pending_new'],
    ])
    await client.step({ minutes: 30 })
    expect(await get('/v2/positions')).toEqual([])
    expect(await get('/v2/orders')).toEqual([])
  })
})

describe('activities', () => {
  it('tell every execution once, in pages that follow each other', async () => {
    const first = await client.take({ qty: '100' })
    await client.step({ minutes: 30 })
    const second = await client.take({ qty: '100', side: 'sell' })
    await client.step({ minutes: 30 })
    const all: Json[] = await get('/v2/account/activities')
    const told = client.events.filter(({ execution_id }) => execution_id !== null)
    expect(all.map(({ id }) => id.split('::')[1])).toEqual(told.map(({ execution_id }) => execution_id).reverse())
    expect(all[0]).toMatchObject({ activity_type: 'FILL', type: 'fill', cum_qty: '100', leaves_qty: '0', order_status: 'filled' })
    const paged: Json[] = []
    for (let token = ''; ; token = paged.at(-1).id) {
      const page = await get(
        `/v2/account/activities/FILL?direction=asc&page_size=2${token && `&page_token=${encodeURIComponent(token)}`}`,
      )
      paged.push(...page)
      if (page.length < 2) break
    }
    expect(paged).toEqual([...all].reverse())
    const ofOrder = await get(`/v2/account/activities?activity_types=FILL&order_id=${second.id}`)
    expect(new Set(ofOrder.map((row: Json) => row.order_id))).toEqual(new Set([second.id]))
    const since = await get(`/v2/account/activities?after=${paged[0].transaction_time}&direction=asc`)
    expect(since.length).toBeLessThan(paged.length)
    expect(await get('/v2/account/activities?date=2026-03-20')).toEqual(all)
    expect(await get('/v2/account/activities?date=2026-03-19')).toEqual([])
    expect(await get('/v2/account/activities?category=non_trade_activity')).toEqual([])
    expect(await client.call('GET', '/v2/account/activities?category=trade_activity&activity_types=FILL')).toMatchObject({
      status: 422,
    })
    expect(await client.call('GET', '/v2/account/activities?page_token=nothing')).toMatchObject({ status: 422 })
    expect(first.id).not.toBe(second.id)
  })
})

describe('the history of the portfolio', () => {
  it('values the account at every step by its fills and the bars known then', async () => {
    await client.take({ qty: '100' })
    await client.step({ minutes: 120 })
    const { body } = await client.call('GET', '/v2/account/portfolio/history?period=1D&timeframe=15Min')
    expect(body).toMatchObject({ base_value: 100_000, timeframe: '15Min', cashflow: {} })
    expect(body.timestamp.length).toBe(body.equity.length)
    expect(body.timestamp[0] * 1000).toBe(Date.parse('2026-03-20T13:30:00Z'))
    expect(body.equity.at(-1)).toBeCloseTo(Number((await get('/v2/account')).equity), 5)
    expect(body.profit_loss.at(-1)).toBeCloseTo(body.equity.at(-1) - 100_000, 5)
    expect(new Set(body.equity).size).toBeGreaterThan(3)
    expect((await client.call('GET', '/v2/account/portfolio/history?timeframe=2Min')).status).toBe(422)
    expect((await get('/v2/account/portfolio/history')).timeframe).toBe('1D')
  })
})

describe('a session told twice', () => {
  it('is the same to the byte', async () => {
    const tell = async (): Promise<string> => {
      const own = await startTrading()
      await own.take({ qty: '50', order_class: 'bracket', take_profit: { limit_price: '70' }, stop_loss: { stop_price: '50' } })
      await own.step({ minutes: 20 })
      await own.take({ symbol: OTHER, type: 'limit', limit_price: '400' })
      await own.step({ to: '2026-03-23T14:00:00Z' })
      await own.call('DELETE', '/v2/positions?cancel_orders=true')
      await own.step({ minutes: 5 })
      const text = JSON.stringify([await own.state(), own.events])
      await own.close()
      return text
    }
    expect(await tell()).toBe(await tell())
  })
})

describe('whatever is sent', () => {
  const action = fc.oneof(
    fc.record({
      do: fc.constant('market' as const),
      side: fc.constantFrom('buy', 'sell'),
      qty: fc.integer({ min: 1, max: 400 }),
    }),
    fc.record({
      do: fc.constant('limit' as const),
      side: fc.constantFrom('buy', 'sell'),
      qty: fc.integer({ min: 1, max: 400 }),
      away: fc.integer({ min: -30, max: 30 }),
    }),
    fc.record({
      do: fc.constant('bracket' as const),
      side: fc.constantFrom('buy', 'sell'),
      qty: fc.integer({ min: 1, max: 400 }),
      away: fc.integer({ min: 5, max: 60 }),
    }),
    fc.record({ do: fc.constant('cancel' as const) }),
    fc.record({ do: fc.constant('replace' as const), qty: fc.integer({ min: 1, max: 500 }) }),
    fc.record({ do: fc.constant('flatten' as const) }),
    fc.record({ do: fc.constant('rush' as const), side: fc.constantFrom('buy', 'sell'), qty: fc.integer({ min: 1, max: 400 }) }),
    fc.record({ do: fc.constant('step' as const), seconds: fc.integer({ min: 1, max: 1200 }) }),
  )

  it('cash and positions are those of the executions, no order fills past its size, and nothing is promised twice', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(action, { minLength: 5, maxLength: 25 }),
        fc.integer({ min: 1, max: 50 }),
        async (actions, seed) => {
          const own = await startTrading({ seed })
          try {
            for (const one of actions) await act(own, one)
            await own.step({ minutes: 30 })
            check(await own.state())
            await own.call('DELETE', '/v2/orders')
            const { equity, long_market_value, short_market_value, buying_power } = (await own.call('GET', '/v2/account')).body
            const gross = Number(long_market_value) - Number(short_market_value)
            expect(Number(buying_power)).toBeCloseTo(Math.max(0, 2 * Number(equity) - gross), 4)
          } finally {
            await own.close()
          }
        },
      ),
      { numRuns: 10 },
    )
  })

  async function act(own: TradingClient, one: Json): Promise<void> {
    const { bid, ask } = await own.quote()
    const near = (one.side === 'buy' ? ask : bid) + (one.away ?? 0) / 100
    const limit = { type: 'limit', limit_price: cents(near) }
    const order = { side: one.side, qty: String(one.qty) }
    const [up, down] = [cents(ask + (one.away ?? 0) / 100 + 0.05), cents(bid - (one.away ?? 0) / 100 - 0.05)]
    const long = one.side === 'buy'
    const legs = {
      order_class: 'bracket',
      take_profit: { limit_price: long ? up : down },
      stop_loss: { stop_price: long ? down : up },
    }
    if (one.do === 'market') await own.send(order)
    else if (one.do === 'limit') await own.send({ ...order, ...limit })
    else if (one.do === 'bracket') await own.send({ ...order, ...legs })
    else if (one.do === 'cancel') await own.call('DELETE', '/v2/orders')
    else if (one.do === 'flatten') await own.call('DELETE', '/v2/positions?cancel_orders=true')
    else if (one.do === 'rush')
      await Promise.all([own.step({ seconds: 90 }), own.send(order), own.step({ seconds: 1 }), own.send(order)])
    else if (one.do === 'step') await own.step({ seconds: one.seconds })
    else {
      const [open] = (await own.call('GET', '/v2/orders')).body
      if (open) await own.call('PATCH', `/v2/orders/${open.id}`, { qty: String(one.qty) })
    }
  }

  function check(state: Json): void {
    let micros = 100_000 * 1e6
    const held = new Map<string, number>()
    const filled = new Map<string, number>()
    for (const { symbol, side, qty, price, order_id } of state.executions) {
      const signed = side === 'buy' ? Number(qty) : -Number(qty)
      micros -= Math.sign(signed) * Math.round(Number(qty) * Number(price) * 1e6)
      held.set(symbol, (held.get(symbol) ?? 0) + signed)
      filled.set(order_id, (filled.get(order_id) ?? 0) + Number(qty))
    }
    expect(Math.round(state.account.cash * 1e6)).toBe(micros)
    for (const { symbol, qty } of state.positions) expect(Number(qty)).toBeCloseTo(held.get(symbol) ?? 0, 6)
    expect(state.positions.length).toBe([...held.values()].filter((shares) => Math.abs(shares) > 1e-6).length)
    const sent = new Map(state.orders.map((order: Json) => [order.id, Date.parse(order.submitted_at)]))
    for (const { order_id, at } of state.executions) expect(Date.parse(at)).toBeGreaterThanOrEqual(sent.get(order_id) as number)
    for (const order of state.orders) {
      expect(Number(order.filled_qty)).toBeCloseTo(filled.get(order.id) ?? 0, 6)
      expect(Number(order.filled_qty)).toBeLessThanOrEqual(Number(order.qty) + 1e-6)
      if (order.status === 'filled') expect(Number(order.filled_qty)).toBeCloseTo(Number(order.qty), 6)
    }
    for (const { qty, held_for_orders } of state.positions)
      expect(Number(held_for_orders)).toBeLessThanOrEqual(Math.abs(Number(qty)) + 1e-6)
    const { accepted, refused, arrived } = state.posted
    expect(accepted + refused).toBe(arrived)
  }
})
