import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Json } from '../../../support/pocket.ts'
import { cents, SYMBOL, startTrading, type TradingClient } from './client.ts'

let client: TradingClient
beforeEach(async () => {
  client = await startTrading()
})
afterEach(() => client.close())

/** What was told of an order, word by word. */
function told(id: string): string[] {
  return client.events.filter(({ order }) => order.id === id).map(({ event }) => event)
}

/** A limit that no price of the day reaches. */
const FAR = { type: 'limit', limit_price: '20' }

describe('the life of an order', () => {
  it('is on its way in the answer, working right after it, and fills in parts that add up', async () => {
    const sent = await client.take({ qty: '200', client_order_id: 'first' })
    expect(sent).toMatchObject({ status: 'pending_new', client_order_id: 'first', qty: '200', filled_qty: '0', legs: null })
    expect(sent).toMatchObject({ order_type: 'market', position_intent: 'buy_to_open', expires_at: '2026-03-20T20:00:00Z' })
    expect((await client.order(sent.id)).status).toBe('new')
    await client.step({ minutes: 30 })
    const done = await client.order(sent.id)
    expect(done).toMatchObject({ status: 'filled', filled_qty: '200' })
    const fills = client.events.filter(({ execution_id }) => execution_id !== null)
    expect(fills.length).toBeGreaterThan(1)
    expect(fills.map(({ event }) => event)).toEqual([...fills.slice(1).map(() => 'partial_fill'), 'fill'])
    let shares = 0
    let paid = 0
    for (const { qty, price, position_qty, order } of fills) {
      shares += Number(qty)
      paid += Number(qty) * Number(price)
      expect(Number(position_qty)).toBeCloseTo(shares, 9)
      expect(Number(order.filled_qty)).toBeCloseTo(shares, 9)
    }
    expect(shares).toBeCloseTo(200, 9)
    // Whole orders fill in whole shares, though the account takes fractions too.
    expect(fills.filter(({ qty }) => !Number.isInteger(Number(qty)))).toEqual([])
    expect(Number(done.filled_avg_price)).toBeCloseTo(paid / 200, 6)
    expect(told(sent.id).slice(0, 2)).toEqual(['pending_new', 'new'])
    expect(new Set(fills.map(({ execution_id }) => execution_id)).size).toBe(fills.length)
  })

  it('has the mean price of all that it filled at, weighed by shares', async () => {
    await client.close()
    client = await startTrading({ cash: 10_000_000 })
    const { id } = await client.take({ qty: '20000' })
    await client.step({ minutes: 5 })
    const { status, filled_avg_price } = await client.order(id)
    expect(status).toBe('filled')
    const fills = client.events.filter(({ execution_id }) => execution_id !== null)
    expect(new Set(fills.map(({ price }) => price)).size).toBeGreaterThan(1)
    const paid = fills.reduce((sum, { qty, price }) => sum + Number(qty) * Number(price), 0)
    expect(Number(filled_avg_price)).toBeCloseTo(paid / 20_000, 6)
  })

  it('ends by request: asked for, then canceled, then nothing more', async () => {
    const { id } = await client.take(FAR)
    expect(await client.call('DELETE', `/v2/orders/${id}`)).toEqual({ status: 204, body: undefined })
    expect(told(id)).toEqual(['pending_new', 'new', 'pending_cancel', 'canceled'])
    expect(await client.order(id)).toMatchObject({ status: 'canceled', canceled_at: '2026-03-20T13:40:00Z' })
    expect(await client.call('DELETE', `/v2/orders/${id}`)).toMatchObject({
      status: 422,
      body: { code: 42210000, message: 'order is already in "canceled" state' },
    })
    expect((await client.call('DELETE', '/v2/orders/00000000-0000-4000-8000-000000000000')).status).toBe(404)
  })

  it('may fill while its cancel is on the way', async () => {
    client.delays({ cancel: 600_000 })
    const { id } = await client.take({ qty: '20' })
    await client.call('DELETE', `/v2/orders/${id}`)
    expect((await client.order(id)).status).toBe('pending_cancel')
    await client.step({ minutes: 20 })
    expect((await client.order(id)).status).toBe('filled')
    expect(told(id).at(-1)).toBe('order_cancel_rejected')
  })

  it('expires at the close of its day, and a day order sent at night is for the next', async () => {
    const { id } = await client.take(FAR)
    await client.step({ to: '2026-03-20T20:30:00Z' })
    expect(await client.order(id)).toMatchObject({ status: 'expired', filled_qty: '0' })
    const night = await client.take({ qty: '1' })
    expect(night).toMatchObject({ status: 'accepted', expires_at: '2026-03-23T20:00:00Z' })
    await client.step({ to: '2026-03-23T13:29:00Z' })
    expect((await client.order(night.id)).status).toBe('accepted')
    await client.step({ to: '2026-03-23T13:40:00Z' })
    expect((await client.order(night.id)).status).toBe('filled')
    expect(told(night.id)).toEqual(['accepted', 'new', 'fill'])
  })

  it('that is good till canceled ends after ninety days all the same, with its legs', async () => {
    await client.close()
    client = await startTrading({ quiet: true })
    const legs = { order_class: 'bracket', take_profit: { limit_price: '30' }, stop_loss: { stop_price: '1' } }
    const { id } = await client.take({ type: 'limit', limit_price: '2', time_in_force: 'gtc', ...legs })
    expect((await client.order(id)).expires_at).toBe('2026-06-18T20:00:00Z')
    await client.step({ to: '2026-06-19T08:00:00Z' })
    const after = await client.order(id)
    expect([after.status, ...after.legs.map((leg: Json) => leg.status)]).toEqual(['expired', 'expired', 'expired'])
    expect((await client.call('GET', '/v2/account')).body.buying_power).toBe('200000')
  })

  it('takes what is there at once, and the rest is canceled', async () => {
    const { id } = await client.take({ qty: '3000', time_in_force: 'ioc' })
    await client.step({ minutes: 5 })
    const done = await client.order(id)
    expect(done.status).toBe('canceled')
    expect(Number(done.filled_qty)).toBeGreaterThan(0)
    expect(Number(done.filled_qty)).toBeLessThan(3000)
  })

  it('may be of dollars, whose shares are told when they are bought', async () => {
    const sent = await client.take({ qty: undefined, notional: '250' })
    expect(sent).toMatchObject({ qty: null, notional: '250' })
    await client.step({ minutes: 10 })
    const done = await client.order(sent.id)
    expect(done.status).toBe('filled')
    expect(Number(done.qty) * Number(done.filled_avg_price)).toBeGreaterThan(245)
    expect(Number(done.qty) * Number(done.filled_avg_price)).toBeLessThan(255)
    expect(Number.isInteger(Number(done.qty))).toBe(false)
  })

  it('trails the best price and shows it', async () => {
    await client.take({ qty: '10' })
    await client.step({ minutes: 5 })
    const sent = await client.take({ side: 'sell', type: 'trailing_stop', trail_percent: '20', time_in_force: 'gtc' })
    await client.step({ minutes: 30 })
    const order = await client.order(sent.id)
    expect(order).toMatchObject({ status: 'new', trail_percent: '20', trail_price: null })
    expect(Number(order.stop_price)).toBeCloseTo(Number(order.hwm) * 0.8, 2)
    const next = (await client.call('PATCH', `/v2/orders/${sent.id}`, { trail: '25' })).body
    expect(Number((await client.order(next.id)).hwm)).toBeGreaterThan(0)
    expect((await client.order(next.id)).trail_percent).toBe('25')
    expect((await client.call('PATCH', `/v2/orders/${next.id}`, { limit_price: '3' })).status).toBe(422)
  })

  it('fills before and after the regular session only where it says so', async () => {
    await client.step({ to: '2026-03-20T21:00:00Z' })
    const { ask } = await client.quote()
    const plain = await client.take({ qty: '1', type: 'limit', limit_price: cents(ask + 1) })
    const extended = await client.take({ qty: '1', type: 'limit', limit_price: cents(ask + 1), extended_hours: true })
    expect([plain.status, extended.status]).toEqual(['accepted', 'pending_new'])
    await client.step({ to: '2026-03-20T23:59:00Z' })
    expect((await client.order(plain.id)).status).toBe('accepted')
    expect((await client.order(extended.id)).status).toBe('filled')
  })
})

describe('a replaced order', () => {
  it('gives its place to a new one with an id of its own', async () => {
    const old = await client.take({ ...FAR, client_order_id: 'old' })
    const answer = await client.call('PATCH', `/v2/orders/${old.id}`, {
      limit_price: '21',
      qty: '12',
      client_order_id: 'new-one',
    })
    expect(answer).toMatchObject({
      status: 200,
      body: { replaces: old.id, limit_price: '21', qty: '12', client_order_id: 'new-one' },
    })
    expect(await client.order(old.id)).toMatchObject({ status: 'replaced', replaced_by: answer.body.id })
    expect(await client.order(answer.body.id)).toMatchObject({ status: 'new' })
    expect(told(old.id)).toEqual(['pending_new', 'new', 'pending_replace', 'replaced'])
    expect(told(answer.body.id)).toEqual(['new'])
    expect((await client.call('PATCH', `/v2/orders/${old.id}`, { limit_price: '22' })).status).toBe(422)
    expect((await client.call('PATCH', `/v2/orders/${answer.body.id}`, { client_order_id: 'old', qty: '3' })).status).toBe(422)
    expect((await client.call('PATCH', `/v2/orders/${answer.body.id}`, {})).status).toBe(422)
    expect(await client.call('GET', '/v2/account')).toMatchObject({ body: { buying_power: String(200_000 - 12 * 21) } })
  })

  it('that has filled in part leaves the rest of the new size to the new one', async () => {
    const { ask } = await client.quote()
    const old = await client.take({ qty: '2000', type: 'limit', limit_price: cents(ask + 2) })
    for (let i = 0; i < 200 && (await client.order(old.id)).filled_qty === '0'; i++) await client.step({ ms: 500 })
    const part = Number((await client.order(old.id)).filled_qty)
    expect(part).toBeGreaterThan(0)
    expect((await client.call('PATCH', `/v2/orders/${old.id}`, { qty: String(Math.floor(part)) })).status).toBe(422)
    const next = (await client.call('PATCH', `/v2/orders/${old.id}`, { qty: '2500' })).body
    expect(Number(next.qty)).toBeCloseTo(2500 - part, 9)
    await client.step({ minutes: 100 })
    expect((await client.order(next.id)).status).toBe('filled')
    expect((await client.call('GET', `/v2/positions/${SYMBOL}`)).body.qty).toBe('2500')
  })

  it('that fills on while the request is on its way is no larger in the end than was asked', async () => {
    client.delays({ replace: 100 })
    const { ask } = await client.quote()
    const old = await client.take({ qty: '2000', type: 'limit', limit_price: cents(ask + 2) })
    const next = (await client.call('PATCH', `/v2/orders/${old.id}`, { qty: '2500' })).body
    expect(next.qty).toBe('2500')
    await client.step({ ms: 100 })
    const part = Number((await client.order(old.id)).filled_qty)
    expect(part).toBeGreaterThan(0)
    expect(await client.order(old.id)).toMatchObject({ status: 'replaced', replaced_by: next.id })
    expect(Number((await client.order(next.id)).qty)).toBe(2500 - part)
    await client.step({ minutes: 100 })
    expect((await client.call('GET', `/v2/positions/${SYMBOL}`)).body.qty).toBe('2500')
  })

  it('stays what it was when it fills first', async () => {
    client.delays({ replace: 600_000 })
    const { ask } = await client.quote()
    const old = await client.take({ qty: '10', type: 'limit', limit_price: cents(ask + 2) })
    const next = (await client.call('PATCH', `/v2/orders/${old.id}`, { qty: '20' })).body
    await client.step({ minutes: 15 })
    expect(await client.order(old.id)).toMatchObject({ status: 'filled', replaced_by: null })
    expect(await client.order(next.id)).toMatchObject({ status: 'rejected', filled_qty: '0' })
    expect(told(old.id)).toContain('order_replace_rejected')
    expect((await client.call('GET', `/v2/positions/${SYMBOL}`)).body.qty).toBe('10')
  })

  it('may not come to cross another', async () => {
    await client.take({ qty: '10' })
    await client.step({ minutes: 5 })
    await client.take({ side: 'sell', type: 'limit', limit_price: '90' })
    const buy = await client.take(FAR)
    expect(await client.call('PATCH', `/v2/orders/${buy.id}`, { limit_price: '90' })).toMatchObject({
      status: 403,
      body: { code: 40310000, message: expect.stringContaining('wash trade') },
    })
    expect(await client.order(buy.id)).toMatchObject({ status: 'new', limit_price: '20' })
  })

  it('may change its time in force', async () => {
    const old = await client.take(FAR)
    const next = (await client.call('PATCH', `/v2/orders/${old.id}`, { time_in_force: 'gtc' })).body
    await client.step({ to: '2026-03-23T14:00:00Z' })
    expect(await client.order(next.id)).toMatchObject({ status: 'new', time_in_force: 'gtc' })
  })

  it('is not replaced while it waits', async () => {
    client.delays({ accept: 60_000 })
    const { id } = await client.take(FAR)
    expect((await client.call('PATCH', `/v2/orders/${id}`, { limit_price: '21' })).body.message).toBe(
      'cannot replace order in pending_new status',
    )
    await client.step({ minutes: 2 })
    expect((await client.order(id)).status).toBe('new')
  })
})

describe('orders that belong together', () => {
  /** Exits that the day does not reach, unless told otherwise. */
  const bracket = (exits: Record<string, unknown> = {}): Json => ({
    order_class: 'bracket',
    take_profit: { limit_price: '200' },
    stop_loss: { stop_price: '10' },
    ...exits,
  })

  it('hold the exits of a bracket until the whole entry has filled, then free the shares with the last of them', async () => {
    const entry = await client.take({ qty: '30', ...bracket() })
    expect(entry.legs.map((leg: Json) => [leg.status, leg.type, leg.side, leg.order_class])).toEqual([
      ['held', 'limit', 'sell', 'bracket'],
      ['held', 'stop', 'sell', 'bracket'],
    ])
    await client.step({ minutes: 10 })
    const [target, stop] = (await client.order(entry.id)).legs
    expect([target.status, stop.status]).toEqual(['new', 'new'])
    expect((await client.call('GET', `/v2/positions/${SYMBOL}`)).body).toMatchObject({ qty: '30', qty_available: '0' })
    expect((await client.call('DELETE', `/v2/positions/${SYMBOL}`)).body).toMatchObject({
      message: 'insufficient qty available for order (requested: 30, available: 0)',
      held_for_orders: '30',
      related_orders: [target.id, stop.id],
    })
    await client.call('DELETE', `/v2/orders/${stop.id}`)
    expect((await client.order(target.id)).status).toBe('canceled')
    expect((await client.call('GET', `/v2/positions/${SYMBOL}`)).body.qty_available).toBe('30')
  })

  it('cancel each other: the target that fills ends the stop', async () => {
    const { bid } = await client.quote()
    const entry = await client.take({
      qty: '10',
      ...bracket({ take_profit: { limit_price: cents(bid + 0.2) }, stop_loss: { stop_price: '10' } }),
    })
    await client.step({ to: '2026-03-20T19:59:00Z' })
    let [target, stop] = (await client.order(entry.id)).legs
    if (target.status !== 'filled') {
      // The day did not get there: bring the target down to it.
      const lower = cents((await client.quote()).bid - 0.5)
      target = (await client.call('PATCH', `/v2/orders/${target.id}`, { limit_price: lower })).body
      await client.step({ seconds: 50 })
      ;[target, stop] = (await client.order(entry.id)).legs
    }
    expect([target.status, stop.status]).toEqual(['filled', 'canceled'])
    expect((await client.call('GET', `/v2/positions/${SYMBOL}`)).status).toBe(404)
  })

  it('go with their entry when it is canceled', async () => {
    const entry = await client.take({ ...FAR, ...bracket(), take_profit: { limit_price: '30' } })
    await client.call('DELETE', `/v2/orders/${entry.id}`)
    const after = await client.order(entry.id)
    expect([after.status, ...after.legs.map((leg: Json) => leg.status)]).toEqual(['canceled', 'canceled', 'canceled'])
    expect((await client.call('GET', '/v2/orders')).body).toEqual([])
  })

  it('protect all that an entry has filled, also when it was replaced on the way', async () => {
    const { ask } = await client.quote()
    const entry = await client.take({ qty: '2000', type: 'limit', limit_price: cents(ask + 2), ...bracket() })
    for (let i = 0; i < 200 && (await client.order(entry.id)).filled_qty === '0'; i++) await client.step({ ms: 500 })
    const next = (await client.call('PATCH', `/v2/orders/${entry.id}`, { qty: '2100' })).body
    await client.step({ minutes: 120 })
    const shown = await client.order(next.id)
    expect(shown.status).toBe('filled')
    expect(shown.legs.map((leg: Json) => [leg.status, leg.qty])).toEqual([
      ['new', '2100'],
      ['new', '2100'],
    ])
  })

  it('let a leg change its price alone, held or live', async () => {
    const entry = await client.take({ ...FAR, ...bracket(), take_profit: { limit_price: '30' } })
    const leg = entry.legs[1].id
    expect((await client.call('PATCH', `/v2/orders/${leg}`, { qty: '4' })).status).toBe(422)
    const next = (await client.call('PATCH', `/v2/orders/${leg}`, { stop_price: '11' })).body
    expect((await client.order(entry.id)).legs[1]).toMatchObject({ id: next.id, status: 'held', stop_price: '11', replaces: leg })
  })

  it('follow a short entry with purchases', async () => {
    const legs = { take_profit: { limit_price: '10' }, stop_loss: { stop_price: '200', limit_price: '205' } }
    const entry = await client.take({ side: 'sell', qty: '5', ...bracket(legs) })
    await client.step({ minutes: 10 })
    const shown = await client.order(entry.id)
    expect(shown.position_intent).toBe('sell_to_open')
    expect(shown.legs.map((leg: Json) => [leg.type, leg.side, leg.position_intent, leg.status])).toEqual([
      ['limit', 'buy', 'buy_to_close', 'new'],
      ['stop_limit', 'buy', 'buy_to_close', 'new'],
    ])
    expect((await client.call('GET', `/v2/positions/${SYMBOL}`)).body).toMatchObject({
      qty: '-5',
      side: 'short',
      qty_available: '0',
    })
  })

  it('give an OCO its stop at once, and an OTO its one exit after the entry', async () => {
    const oto = await client.take({ qty: '8', order_class: 'oto', stop_loss: { stop_price: '10' } })
    await client.step({ minutes: 5 })
    const shown = await client.order(oto.id)
    expect(shown.legs).toMatchObject([{ status: 'new', type: 'stop', qty: '8' }])
    await client.call('DELETE', `/v2/orders/${shown.legs[0].id}`)
    const oco = await client.take({
      side: 'sell',
      qty: '8',
      type: 'limit',
      time_in_force: 'gtc',
      order_class: 'oco',
      take_profit: { limit_price: '200' },
      stop_loss: { stop_price: '10' },
    })
    expect(oco).toMatchObject({ type: 'limit', limit_price: '200', position_intent: 'sell_to_close' })
    expect((await client.order(oco.id)).legs).toMatchObject([{ status: 'new', stop_price: '10', side: 'sell' }])
    expect((await client.call('GET', `/v2/positions/${SYMBOL}`)).body.qty_available).toBe('0')
    await client.call('DELETE', `/v2/orders/${oco.id}`)
    expect((await client.order(oco.id)).legs[0].status).toBe('canceled')
  })
})

describe('lists of orders', () => {
  it('filter by state, symbol, side and time, in both directions, nested or not', async () => {
    const first = await client.take({ ...FAR, ...{ order_class: 'oto', stop_loss: { stop_price: '10' } } })
    await client.step({ seconds: 1 })
    const second = await client.take({ ...FAR, symbol: 'SIMALL' })
    await client.step({ seconds: 1 })
    const third = await client.take(FAR)
    await client.call('DELETE', `/v2/orders/${third.id}`)
    const ids = async (query: string) => (await client.call('GET', `/v2/orders?${query}`)).body.map((order: Json) => order.id)
    const leg = first.legs[0].id
    expect(await ids('')).toEqual([second.id, leg, first.id])
    expect(await ids('nested=true')).toEqual([second.id, first.id])
    expect(await ids('status=closed')).toEqual([third.id])
    expect(await ids('status=all&direction=asc&nested=true')).toEqual([first.id, second.id, third.id])
    expect(await ids('status=all&symbols=SIMALL,OTHER')).toEqual([second.id])
    expect(await ids('status=all&side=sell')).toEqual([leg])
    expect(await ids('status=all&limit=1')).toEqual([third.id])
    expect(await ids(`status=all&nested=true&after=${first.submitted_at}`)).toEqual([third.id, second.id])
    expect(await ids(`status=all&nested=true&until=${second.submitted_at}`)).toEqual([first.id])
    expect(await ids(`status=all&nested=true&before_order_id=${third.id}&direction=asc`)).toEqual([first.id, second.id])
    expect(await ids(`status=all&after_order_id=${second.id}`)).toEqual([third.id])
    expect(await ids('status=all&asset_class=crypto')).toEqual([])
    expect((await client.call('GET', '/v2/orders?limit=501')).status).toBe(422)
    expect((await client.call('GET', '/v2/orders?status=lost')).status).toBe(422)
    const canceled = await client.call('DELETE', '/v2/orders')
    expect(canceled).toMatchObject({ status: 207, body: [first.id, leg, second.id].map((id) => ({ id, status: 200 })) })
    expect(await ids('')).toEqual([])
  })

  it('find an order by the name its client gave it', async () => {
    await client.take({ ...FAR, client_order_id: 'a name' })
    for (const path of ['orders:by_client_order_id', 'orders%3Aby_client_order_id'])
      expect((await client.call('GET', `/v2/${path}?client_order_id=a%20name`)).body.client_order_id).toBe('a name')
    expect(await client.call('GET', '/v2/orders:by_client_order_id?client_order_id=b')).toMatchObject({
      status: 404,
      body: { code: 40410000 },
    })
  })
})
