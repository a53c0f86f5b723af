import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { orderInput } from '../../../../src/mcp/compat/common/order.ts'
import { type Served, serve } from './support.ts'

let own: Served
beforeAll(async () => {
  own = await serve({ allow: 'paper', risk: { minimumPrintsPerMinute: null } })
})
afterAll(() => own.end())

const BUY = { symbol: 'SIMALL', side: 'buy', quantity: 3, order_type: 'limit', limit_price: 700, stop_loss: 650 }

async function orders(): Promise<{ clientOrderId: string; symbol: string; side: string }[]> {
  return (await own.ask('trade_orders', { all: true })).orders
}

describe('orders under other names', () => {
  it('are previewed first, and placed by the second call only', async () => {
    const before = (await orders()).length
    const preview = await own.ask('place_stock_order', BUY)
    expect(preview).toMatchObject({ status: 'preview', mode: 'paper', order: { symbol: 'SIMALL', shares: 3, limit: 700 } })
    expect(preview.preview_id).toBe(preview.previewId)
    expect(preview.next_call).toContain(preview.preview_id)
    expect(await orders()).toHaveLength(before)

    const placed = await own.ask('place_stock_order', { preview_id: preview.preview_id, client_order_id: 'mine-1' })
    expect(placed).toMatchObject({
      status: 'placed',
      outcome: 'placed',
      client_order_id: 'mine-1',
      order: { symbol: 'SIMALL', side: 'buy' },
    })
    const again = await own.ask('place_stock_order', { preview_id: preview.preview_id, client_order_id: 'mine-1' })
    expect(again).toMatchObject({ repeated: true, order_id: placed.order_id })
    const after = await orders()
    expect(after.filter(({ symbol, side }) => symbol === 'SIMALL' && side === 'buy')).toHaveLength(1)
  })

  it('are placed once without an id of the own too', async () => {
    const { bid } = await own.ask('get_stock_quote', { symbol: 'SIMTEC' })
    const price = Math.round(bid * 99) / 100
    const { preview_id } = await own.ask('place_order', { symbol: 'SIMTEC', action: 'buy', quantity: 2, price })
    const first = await own.ask('place_order', { preview_id })
    const second = await own.ask('place_order', { preview_id })
    expect(second).toMatchObject({ repeated: true, client_order_id: first.client_order_id })
    expect((await orders()).filter(({ symbol }) => symbol === 'SIMTEC')).toHaveLength(1)
  })

  it('are what the preview said: the second call takes nothing beside it', async () => {
    const { preview_id } = await own.ask('place_stock_order', { ...BUY, quantity: 1 })
    await expect(own.ask('place_stock_order', { preview_id, quantity: 100 })).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining('quantity'),
    })
  })

  it('refuse what no preview has: hostile ids, unknown previews', async () => {
    for (const preview_id of ["' OR 1=1 --", '../../x', '0'.repeat(12), 'f'.repeat(100)]) {
      await expect(own.ask('place_stock_order', { preview_id })).rejects.toMatchObject({
        kind: expect.stringMatching(/usage|not-found|denied/),
      })
    }
    await expect(own.ask('place_order', { ...BUY, quantity: -1 })).rejects.toMatchObject({ kind: 'usage' })
    await expect(own.ask('place_order', { ...BUY, quantity: Number.POSITIVE_INFINITY })).rejects.toMatchObject({ kind: 'usage' })
  })

  it('close what is held, in two calls', async () => {
    // What was placed an hour into the session has filled ten minutes later.
    const later = await serve({ allow: 'paper', home: own.home, flags: { 'as-of': '2026-03-20T15:10:00Z' } })
    try {
      const { position: held } = await later.ask('manage_position', { action: 'status', symbol: 'simall' })
      expect(held).toMatchObject({ symbol: 'SIMALL', shares: 3 })
      const close = await later.ask('manage_position', { action: 'close', symbol: 'simall' })
      const order = { symbol: 'SIMALL', side: 'sell', shares: 3, reduces: true }
      expect(close).toMatchObject({
        status: 'preview',
        preview: { order },
        preview_id: expect.stringMatching(/^close-[0-9a-f]{12}$/),
      })
      const refused = (wish: Record<string, unknown>, kind: string) =>
        expect(later.ask('manage_position', wish), JSON.stringify(wish)).rejects.toMatchObject({ kind })
      await refused({ action: 'reduce', symbol: 'SIMALL' }, 'usage')
      await refused({ action: 'reduce', symbol: 'SIMALL', quantity: 4 }, 'usage')
      await refused({ action: 'close', symbol: 'SIMINV' }, 'not-found')
      await refused({ action: 'close' }, 'not-found')
      const { portfolio } = await later.ask('get_portfolio_status')
      expect(portfolio.positions).toMatchObject([{ symbol: 'SIMALL', quantity: 3, avg_price: held.averagePrice }])
      expect(portfolio.total_value).not.toBe(portfolio.cash)
      expect(await later.ask('assess_portfolio_risk')).toMatchObject({
        portfolio_value: portfolio.total_value,
        var_95: expect.any(Number),
      })
      expect(await later.ask('calculate_var', { method: 'parametric' })).toMatchObject({
        var_value: expect.any(Number),
        confidence_level: 0.95,
      })
      const { preview_id } = close
      await refused({ preview_id, quantity: 1 }, 'usage')
      await refused({ preview_id: 'close-000000000000' }, 'not-found')
      const sold = () => later.answer('manage_position', { preview_id })
      const [first, second] = await Promise.all([sold(), sold()])
      expect(first.structured).toMatchObject({ preview_id, order: { symbol: 'SIMALL', side: 'sell', shares: 3 } })
      expect(second).toEqual(first)
      const all = (await later.ask('trade_orders', { all: true })).orders as { side: string; type: string; state: string }[]
      expect(all.filter(({ side, type }) => side === 'sell' && type !== 'stop')).toHaveLength(1)
      // What protected the position does not stand in the way of its end.
      expect(all.find(({ type }) => type === 'stop')).toMatchObject({ state: 'canceled' })
    } finally {
      await later.end()
    }
  })
})

describe('the words of an order', () => {
  const order = { symbol: 'A', side: 'buy', quantity: 1 } as const

  it('become ours', () => {
    expect(orderInput({ ...order, order_type: 'market' })).toEqual({ ...order, market: true })
    expect(orderInput({ ...order, limit_price: 5 })).toEqual({ ...order, limit: 5 })
    expect(orderInput({ ...order, order_type: 'stop', stop_price: 6 })).toEqual({ ...order, trigger: 6 })
    expect(orderInput({ ...order, limit_price: 5, stop_price: 6 })).toEqual({ ...order, trigger: 6, limit: 5 })
    expect(orderInput({ ...order, order_type: 'trailing_stop', trail_percent: 1.5 })).toEqual({ ...order, trail: '1.5%' })
    const more = { stop_loss: 4, take_profit: 9, time_in_force: 'gtc', extended_hours: true } as const
    expect(orderInput({ ...order, limit_price: 5, ...more })).toEqual({
      ...order,
      limit: 5,
      stop: 4,
      target: 9,
      tif: 'gtc',
      extended: true,
    })
  })

  it('fit each other: no price is dropped, none is missing', () => {
    const wrong = [
      { ...order },
      { ...order, order_type: 'limit' },
      { ...order, order_type: 'market', limit_price: 5 },
      { ...order, order_type: 'limit', limit_price: 5, stop_price: 6 },
      { ...order, order_type: 'stop' },
      { side: 'buy', quantity: 1, limit_price: 5 },
    ] as const
    for (const one of wrong)
      expect(() => orderInput(one), JSON.stringify(one)).toThrow(expect.objectContaining({ kind: 'usage' }))
  })
})
