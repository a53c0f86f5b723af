import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { decodeActivity } from '../../../../../src/adapters/alpaca/broker/activities.ts'
import { createOrderDecoder } from '../../../../../src/adapters/alpaca/broker/families.ts'
import { decodeOrder } from '../../../../../src/adapters/alpaca/broker/order.ts'
import type { Broker } from '../../../../../src/ports/broker.ts'
import type { Json } from '../../../../support/pocket.ts'
import type { KeptLog } from '../../../../support/vendor.ts'
import { at, failure, signal } from '../alpaca.ts'
import { type Asked, brokerOn, startVendor, type Vendor, wireOrder } from './vendor.ts'

let vendor: Vendor
let broker: Broker
let log: KeptLog
beforeAll(async () => {
  vendor = await startVendor()
})
afterAll(() => vendor.close())
beforeEach(async () => {
  vendor.answer(() => undefined)
  ;({ broker, log } = await brokerOn(vendor))
  vendor.asked.length = 0
})

const heardAt = at('2026-03-20T15:00:00Z')
const read = (more: Json) => decodeOrder(wireOrder(more), { heardAt })!

describe('an order as the vendor tells it', () => {
  it('has one of our states for every word of theirs', () => {
    const state = (status: string, more: Json = {}) => read({ status, ...more }).state
    for (const word of ['pending_new', 'accepted', 'accepted_for_bidding', 'new', 'held', 'stopped', 'suspended', 'calculated']) {
      expect([word, state(word)]).toEqual([word, 'accepted'])
    }
    for (const word of ['partially_filled', 'pending_cancel', 'pending_replace', 'new']) {
      expect([word, state(word, { filled_qty: '4' })]).toEqual([word, 'partially-filled'])
    }
    const ended = ['filled', 'canceled', 'expired', 'rejected', 'replaced'].map((word) => state(word, { filled_qty: '4' }))
    expect(ended).toEqual(['filled', 'canceled', 'expired', 'rejected', 'canceled'])
    expect([state('done_for_day'), state('done_for_day', { time_in_force: 'gtc' })]).toEqual(['expired', 'accepted'])
  })

  it('counts as open under a word that nobody knows, unless a stamp says that it has ended', () => {
    const state = (more: Json) => read({ status: 'levitating', ...more }).state
    const stamp = '2026-03-20T14:40:00Z'
    expect(state({})).toBe('accepted')
    expect(state({ filled_qty: '3' })).toBe('partially-filled')
    expect(state({ filled_qty: '10', filled_at: stamp })).toBe('filled')
    expect([state({ canceled_at: stamp }), state({ expired_at: stamp }), state({ failed_at: stamp })]).toEqual([
      'canceled',
      'expired',
      'rejected',
    ])
    expect(read({ status: 'levitating' }).status).toBe('levitating')
  })

  it('survives the loss of everything but id, symbol and side', () => {
    const bare = decodeOrder({ id: 'a', symbol: 'X', side: 'sell' }, { heardAt })
    expect(bare).toMatchObject({
      clientOrderId: 'a',
      side: 'sell',
      shares: null,
      type: 'market',
      state: 'accepted',
      submittedAt: heardAt,
    })
    expect(decodeOrder({ id: 'a', symbol: 'X', side: '' }, { heardAt })).toBeNull()
    expect(decodeOrder('nonsense', { heardAt })).toBeNull()
    const odd = read({
      qty: 'many',
      filled_qty: null,
      limit_price: {},
      time_in_force: 'gtd',
      order_class: 'mleg',
      legs: 'none',
      type: 'pegged',
    })
    expect(odd).toMatchObject({
      shares: null,
      filled: 0,
      limit: null,
      tif: 'day',
      orderClass: 'simple',
      legs: [],
      type: 'market',
    })
  })

  it('of an unknown type has the type that its prices say', () => {
    const type = (more: Json) => read({ type: 'pegged', order_type: null, limit_price: null, ...more }).type
    expect([
      type({ stop_price: '1' }),
      type({ stop_price: '1', limit_price: '2' }),
      type({ limit_price: '2' }),
      type({ trail_price: '1' }),
    ]).toEqual(['stop', 'stop-limit', 'limit', 'trailing-stop'])
    expect(read({ type: undefined, order_type: 'stop_limit' }).type).toBe('stop-limit')
  })

  it('trails by a fraction or by dollars, and shows where its stop stands', () => {
    const trailing = { type: 'trailing_stop', limit_price: null, stop_price: '49.2525', hwm: '50' }
    expect(read({ ...trailing, trail_percent: '1.5' })).toMatchObject({
      type: 'trailing-stop',
      trail: { fraction: 0.015 },
      stop: 49.2525,
    })
    expect(read({ ...trailing, trail_price: '0.75' }).trail).toEqual({ price: 0.75 })
  })

  it('of dollars has shares once it has filled', () => {
    const dollars = { qty: null, notional: '100', type: 'market', limit_price: null }
    expect(read(dollars)).toMatchObject({ shares: null, notional: 100 })
    expect(read({ ...dollars, status: 'filled', filled_qty: '1.98', filled_avg_price: '50.5' })).toMatchObject({
      shares: 1.98,
      filled: 1.98,
      averagePrice: 50.5,
    })
  })

  it('holds its legs, which know their parent and what they are', () => {
    const leg = (more: Json) => wireOrder({ status: 'held', side: 'sell', order_class: 'bracket', ...more })
    const legs = [
      leg({ id: 't', type: 'limit', limit_price: '55' }),
      leg({ id: 's', type: 'stop', limit_price: null, stop_price: '48' }),
    ]
    expect(read({ order_class: 'bracket', legs })).toMatchObject({
      orderClass: 'bracket',
      parent: null,
      leg: null,
      legs: [
        { id: 't', parent: wireOrder().id, leg: 'target', status: 'held', state: 'accepted' },
        { id: 's', parent: wireOrder().id, leg: 'stop', stop: 48 },
      ],
    })
  })
})

describe('a leg', () => {
  it('is known again wherever it comes alone, and so is what replaces it', () => {
    const { decode } = createOrderDecoder({ now: () => heardAt, saw() {} })
    const stop = wireOrder({ id: 's', type: 'stop', side: 'sell', order_class: 'bracket' })
    expect(decode(stop)).toMatchObject({ parent: null, leg: null })
    decode(wireOrder({ id: 'entry', order_class: 'bracket', legs: [stop] }))
    expect(decode(stop)).toMatchObject({ parent: 'entry', leg: 'stop' })
    expect(decode({ ...stop, id: 's2', replaces: 's' })).toMatchObject({ parent: 'entry', leg: 'stop' })
    expect(decode({ ...stop, id: 's3', replaces: 's2' })).toMatchObject({ parent: 'entry', leg: 'stop' })
    expect(decode({ ...stop, id: 'other' })).toMatchObject({ parent: null, leg: null })
  })
})

/** Serves a list of orders as the vendor does: newest first, `after` and `until` exclusive, `limit` rows. */
function serveOrders(all: Json[]) {
  return ({ path, query }: Asked) => {
    if (path !== '/v2/orders') return undefined
    const inside = all.filter((one) => {
      const stamp = Date.parse(one.submitted_at)
      const [after, until] = [query.get('after'), query.get('until')]
      return (!after || stamp > Date.parse(after)) && (!until || stamp < Date.parse(until))
    })
    const sorted = inside.sort((a, b) => Date.parse(b.submitted_at) - Date.parse(a.submitted_at))
    return { status: 200, body: sorted.slice(0, Number(query.get('limit') ?? 50)) }
  }
}

describe('all orders', () => {
  const start = at('2026-03-20T14:00:00Z')
  const many = (count: number, msApart: number) =>
    Array.from({ length: count }, (_, i) =>
      wireOrder({ id: `order-${i}`, submitted_at: new Date(start + Math.floor(i * msApart)).toISOString() }),
    )

  it('are read page by page, each once, however many share a stamp', async () => {
    vendor.answer(serveOrders(many(1203, 1 / 7)))
    const orders = await broker.orders({ status: 'all' }, signal)
    expect(new Set(orders.map((one) => one.id)).size).toBe(1203)
    expect(orders).toHaveLength(1203)
    expect(orders[0].id).toMatch(/^order-1/)
    expect(vendor.asked.length).toBeLessThanOrEqual(4)
    expect(vendor.asked[0].query.get('nested')).toBe('true')
  })

  it('end with an error when more share one stamp than a page holds: nobody would know what is missing', async () => {
    vendor.answer(serveOrders(many(501, 0)))
    expect((await failure(broker.orders({ status: 'all' }, signal))).kind).toBe('unavailable')
  })

  it('after an instant, and not at it', async () => {
    vendor.answer(serveOrders(many(5, 1000)))
    const orders = await broker.orders({ status: 'all', after: start + 2000 }, signal)
    expect(orders.map((one) => one.id)).toEqual(['order-4', 'order-3'])
  })

  it('open ones hold what stands in the flat list only: a stop whose entry has filled', async () => {
    const stop = wireOrder({
      id: 'stop',
      type: 'stop',
      status: 'new',
      order_class: 'bracket',
      submitted_at: '2026-03-20T14:00:00Z',
    })
    const held = wireOrder({ id: 'leg', status: 'held' })
    const entry = wireOrder({ id: 'entry', order_class: 'bracket', legs: [held], submitted_at: '2026-03-20T14:10:00Z' })
    vendor.answer(({ path, query }) => {
      if (path !== '/v2/orders') return undefined
      const nested = query.get('nested') === 'true'
      return { status: 200, body: nested ? [entry] : [{ ...entry, legs: null }, held, stop] }
    })
    const orders = await broker.orders({ status: 'open' }, signal)
    expect(orders.map((one) => [one.id, one.legs.map((leg) => leg.id)])).toEqual([
      ['entry', ['leg']],
      ['stop', []],
    ])
  })

  it('of kinds that we cannot name are set aside with a line in the log', async () => {
    vendor.answer(serveOrders([wireOrder(), wireOrder({ id: 'legs', symbol: '', side: '', order_class: 'mleg' })]))
    expect(await broker.orders({ status: 'all' }, signal)).toHaveLength(1)
    expect(log.lines.map((line) => line.event)).toContain('alpaca.order.unreadable')
  })

  it('that are no list are an error', async () => {
    vendor.answer(({ path }) => (path === '/v2/orders' ? { status: 200, body: { message: 'soon' } } : undefined))
    expect((await failure(broker.orders({ status: 'all' }, signal))).kind).toBe('unavailable')
  })
})

describe('one order', () => {
  const ask = (status: number, body: Json) => {
    vendor.answer(({ path }) => (path.startsWith('/v2/orders') ? { status, body } : undefined))
    return broker.order({ clientOrderId: 'intent 1/ä' }, signal)
  }

  it('is asked for by our id, whatever characters it has', async () => {
    expect(await ask(200, wireOrder())).toMatchObject({ clientOrderId: 'intent-1' })
    expect(vendor.asked[0].query.get('client_order_id')).toBe('intent 1/ä')
  })

  it('is null only when the vendor itself says that there is none', async () => {
    expect(await ask(404, { code: 40410000, message: 'order not found for intent-1' })).toBeNull()
    expect(await ask(404, { message: 'order not found' })).toBeNull()
    for (const body of ['<html>not here</html>', { message: 'Not Found' }, '']) {
      expect((await failure(ask(404, body))).kind).toBe('unavailable')
    }
    expect((await failure(ask(500, ''))).kind).toBe('unavailable')
    expect((await failure(ask(200, {}))).kind).toBe('unavailable')
    expect((await failure(ask(401, { message: 'unauthorized' }))).kind).toBe('config')
  })

  it('with legs is asked for again, because the answer to our id leaves them out', async () => {
    const bracket = wireOrder({ order_class: 'bracket' })
    vendor.answer(({ path, query }) => {
      if (path === '/v2/orders:by_client_order_id') return { status: 200, body: bracket }
      const legs = query.get('nested') === 'true' ? [wireOrder({ id: 'leg', side: 'sell' })] : null
      return path === `/v2/orders/${bracket.id}` ? { status: 200, body: { ...bracket, legs } } : undefined
    })
    expect((await broker.order({ clientOrderId: 'intent-1' }, signal))?.legs).toMatchObject([{ id: 'leg', parent: bracket.id }])
  })
})

const FILL = {
  id: '20260320143105101::8a4bb4f5-9e5b-4d0e-a2a4-2a0d9a3b8d11',
  activity_type: 'FILL',
  transaction_time: '2026-03-20T14:31:05.101Z',
  type: 'partial_fill',
  price: '50.24',
  qty: '4',
  side: 'buy',
  symbol: 'SIMFIN',
  leaves_qty: '6',
  order_id: 'order-1',
  cum_qty: '4',
  order_status: 'partially_filled',
}

describe('activities', () => {
  it('of fills are known by their place among the fills of their order', () => {
    expect(decodeActivity(FILL)).toEqual({
      kind: 'fill',
      id: FILL.id,
      at: at('2026-03-20T14:31:05.101Z'),
      fill: {
        executionId: null,
        orderId: 'order-1',
        clientOrderId: null,
        symbol: 'SIMFIN',
        side: 'buy',
        shares: 4,
        price: 50.24,
        cumulative: 4,
        fee: 0,
        at: at('2026-03-20T14:31:05.101Z'),
      },
    })
    expect(decodeActivity({ ...FILL, cum_qty: null })).toMatchObject({ fill: { executionId: FILL.id, cumulative: null } })
    expect(decodeActivity({ ...FILL, side: 'sell_short' })).toMatchObject({ fill: { side: 'sell' } })
    expect(decodeActivity({ ...FILL, price: null })).toBeNull()
  })

  it('of money are of one of our kinds, and those that nobody knows are `other`', () => {
    const of = (activity_type: string, more: Json = {}) =>
      decodeActivity({ id: 'x', activity_type, date: '2026-03-20', net_amount: '-1.25', ...more })
    const what = (type: string, more: Json = {}) => (of(type, more) as Json).what
    expect(
      ['DIV', 'DIVNRA', 'FEE', 'CFEE', 'DIVFEE', 'INT', 'CSD', 'CSW', 'JNLC', 'TRANS', 'MISC', 'NEW'].map((type) => what(type)),
    ).toEqual([
      'dividend',
      'dividend',
      'fee',
      'fee',
      'fee',
      'interest',
      'transfer',
      'transfer',
      'transfer',
      'transfer',
      'other',
      'other',
    ])
    expect(what('FEE', { description: 'Stock borrow fee' })).toBe('borrow')
    expect(of('DIV', { symbol: 'AAPL', qty: '10', net_amount: '2.5' })).toEqual({
      kind: 'cash',
      id: 'x',
      at: at('2026-03-20T04:00:00Z'),
      what: 'dividend',
      symbol: 'AAPL',
      amount: 2.5,
    })
    expect(of('CSD', { created_at: '2026-03-20T13:00:00Z' })).toMatchObject({ at: at('2026-03-20T13:00:00Z') })
    expect(of('FEE', { status: 'canceled' })).toBeNull()
    expect(decodeActivity({ id: 'x', activity_type: 'FEE', date: 'soon' })).toBeNull()
  })

  it('of shares carry them signed', () => {
    const split = { id: 'x', activity_type: 'SPLIT', date: '2026-03-20', symbol: 'AAPL', qty: '-10', net_amount: '0' }
    expect(decodeActivity(split)).toMatchObject({ kind: 'shares', what: 'split', shares: -10, amount: 0 })
    expect(decodeActivity({ ...split, activity_type: 'JNLS', qty: '3' })).toMatchObject({
      kind: 'shares',
      what: 'other',
      shares: 3,
    })
  })

  it('are read to the last page, oldest first, at or after an instant', async () => {
    const all = Array.from({ length: 250 }, (_, i) => ({
      ...FILL,
      id: `20260320143105101::${i}`,
      cum_qty: String(i + 1),
      transaction_time: new Date(at('2026-03-20T14:31:05Z') + i * 1000).toISOString(),
    }))
    vendor.answer(({ path, query }) => {
      if (path !== '/v2/account/activities') return undefined
      if (query.get('category') !== 'trade_activity') return { status: 200, body: [] }
      const from = all.findIndex((one) => one.id === query.get('page_token')) + 1
      return { status: 200, body: all.slice(from, from + Number(query.get('page_size'))) }
    })
    const found = await broker.activities(at('2026-03-20T14:31:10Z'), signal)
    expect(found).toHaveLength(245)
    expect(found[0].at).toBe(at('2026-03-20T14:31:10Z'))
    expect(found.map((one) => one.at)).toEqual(found.map((one) => one.at).sort((a, b) => a - b))
  })

  it('end with an error when a fill cannot be read: it would never be missed', async () => {
    const { price: _, ...broken } = FILL
    vendor.answer(({ path }) => (path === '/v2/account/activities' ? { status: 200, body: [broken] } : undefined))
    expect((await failure(broker.activities(0, signal))).kind).toBe('unavailable')
  })
})
