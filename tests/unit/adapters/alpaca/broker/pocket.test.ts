import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AlpacaBrokerOptions, createAlpacaBroker } from '../../../../../src/adapters/alpaca/broker.ts'
import { createSystemClock } from '../../../../../src/adapters/clock/system.ts'
import { SECOND } from '../../../../../src/core/time.ts'
import type { Broker, BrokerEvent } from '../../../../../src/ports/broker.ts'
import { startTestPocket, type TestPocket } from '../../../../support/pocket.ts'
import { optionsFor, signal } from '../alpaca.ts'
import { orderOf, QUICK_STREAM } from './vendor.ts'

let pocket: TestPocket
let broker: Broker
/** Waits a moment only: for answers that will not come. */
let hasty: Broker
let count = 0
/** Nothing else is traded in it, so that no order of ours stands on the other side. */
const OTHER = 'SIMALL'
beforeAll(async () => {
  pocket = await startTestPocket({ minutes: 60, cash: 100_000 })
  broker = await make()
  hasty = await make({ timeoutMs: 400 })
})
afterAll(async () => {
  await broker.close()
  await hasty.close()
  await pocket.close()
})

const make = (more: Partial<AlpacaBrokerOptions> = {}) =>
  createAlpacaBroker({
    ...optionsFor(pocket),
    clock: createSystemClock(),
    timeoutMs: 10_000,
    ratePerMinute: 100_000,
    tradingUrl: pocket.url,
    streamUrl: null,
    mode: 'paper',
    timing: { backoffMs: 1, retries: 1, random: () => 0.5 },
    streamTiming: QUICK_STREAM,
    ...more,
  })

const market = (more: Parameters<typeof orderOf>[0] = {}) =>
  orderOf({ type: 'market', limit: null, shares: 3, clientOrderId: `t-${++count}`, ...more })
const step = (seconds: number) => pocket.admin('/admin/step', { seconds })
const truth = async (clientOrderId: string) => {
  const { body } = await pocket.get(`/v2/orders:by_client_order_id?client_order_id=${clientOrderId}`)
  return body
}

describe('an order whose answer is lost', () => {
  it.each(['accepted-then-timeout', 'accepted-then-cut', 'accepted-then-status'])(
    '%s: unknown, then found by its id, and never twice',
    async (kind) => {
      const request = market({ type: 'limit', limit: 1 })
      await pocket.fault({ kind })
      expect((await hasty.submit(request, signal)).kind).toBe('unknown')
      expect(await broker.order({ clientOrderId: request.clientOrderId }, signal)).toMatchObject({ state: 'accepted', shares: 3 })
      expect(await broker.submit(request, signal)).toEqual({ kind: 'duplicate' })
      const all = await broker.orders({ status: 'all' }, signal)
      expect(all.filter((one) => one.clientOrderId === request.clientOrderId)).toHaveLength(1)
    },
  )

  it.each(['rate-limit', 'status', 'hang', 'refuse'])(
    '%s before it arrived: unknown, then proven absent, and sent with the same id',
    async (kind) => {
      const request = market({ type: 'limit', limit: 1 })
      await pocket.fault({ kind, path: '/v2/orders', method: 'POST' })
      expect((await hasty.submit(request, signal)).kind).toBe('unknown')
      expect(await broker.order({ clientOrderId: request.clientOrderId }, signal)).toBeNull()
      expect((await broker.submit(request, signal)).kind).toBe('accepted')
      expect(await truth(request.clientOrderId)).toMatchObject({ status: expect.stringMatching(/new|accepted/) })
    },
  )

  it.each(['malformed', 'cut', 'slow'])('an answer that is %s: unknown, and the order is there', async (kind) => {
    const request = market({ type: 'limit', limit: 1 })
    await pocket.fault({ kind, path: '/v2/orders', method: 'POST', ...(kind === 'slow' ? { delayMs: 1000 } : {}) })
    expect((await hasty.submit(request, signal)).kind).toBe('unknown')
    expect(await broker.order({ clientOrderId: request.clientOrderId }, signal)).not.toBeNull()
  })

  it('an answer with fields more and fields less is an answer', async () => {
    await pocket.fault({ kind: 'unknown-fields', path: '/v2/orders', method: 'POST' })
    expect((await broker.submit(market({ type: 'limit', limit: 1 }), signal)).kind).toBe('accepted')
    const fields = ['created_at', 'updated_at', 'order_class', 'legs', 'hwm', 'extended_hours', 'order_type', 'status']
    await pocket.fault({ kind: 'missing-fields', fields, path: '/v2/orders', method: 'POST' })
    expect((await broker.submit(market({ type: 'limit', limit: 1 }), signal)).kind).toBe('accepted')
  })
})

describe('what the exchange tells and what it answers are one', () => {
  it('fills of the stream are those of the activities, each once, and add up to the position', async () => {
    const stop = new AbortController()
    const events: BrokerEvent[] = []
    const connected = Promise.withResolvers<void>()
    const heard = (async () => {
      for await (const event of broker.events(stop.signal)) {
        events.push(event)
        if (event.type === 'connected') connected.resolve()
      }
    })()
    await connected.promise
    const since = pocket.now()
    const request = market({ shares: 60, orderClass: 'bracket', legs: { stop: 1, target: 5000, trail: null } })
    const outcome = await broker.submit(request, signal)
    if (outcome.kind !== 'accepted') throw new Error(JSON.stringify(outcome))
    const legs = outcome.order.legs.map((leg) => leg.id)
    expect(outcome.order.legs.map((leg) => [leg.leg, leg.status])).toEqual([
      ['target', 'held'],
      ['stop', 'held'],
    ])
    await step(60)
    await until(() => legs.every((id) => events.some((one) => one.type === 'order' && one.order.id === id && one.word === 'new')))
    stop.abort()
    await heard
    const told = events.flatMap((one) => (one.type === 'fill' && one.fill.orderId === outcome.order.id ? [one.fill] : []))
    const listed = (await broker.activities(since, signal)).flatMap((one) => (one.kind === 'fill' ? [one.fill] : []))
    const key = (fill: (typeof told)[number]) => `${fill.orderId} ${fill.cumulative} ${fill.shares} ${fill.price}`
    expect(told.length).toBeGreaterThan(0)
    expect(listed.map(key)).toEqual(told.map(key))
    expect(told.at(-1)?.cumulative).toBe(60)
    expect(await broker.positions(signal)).toMatchObject([{ symbol: 'SIMFIN', shares: 60 }])
    expect(events.filter((one) => one.type === 'order' && legs.includes(one.order.id))).toMatchObject([
      { order: { parent: outcome.order.id, leg: 'target' } },
      { order: { parent: outcome.order.id, leg: 'stop' } },
    ])
    const open = (await broker.orders({ status: 'open' }, signal)).flatMap((one) => [one.id, ...one.legs.map((leg) => leg.id)])
    expect(open).toEqual(expect.arrayContaining(legs))
  })

  it('an order is replaced by a successor, and a cancel is asked for, heard and then too late', async () => {
    const request = market({ type: 'limit', limit: 1, symbol: OTHER })
    await broker.submit(request, signal)
    await step(1)
    const first = await broker.order({ clientOrderId: request.clientOrderId }, signal)
    const outcome = await broker.replace(first!.id, { limit: 1.5 }, `${request.clientOrderId}-r1`, signal)
    expect(outcome).toMatchObject({ kind: 'accepted', order: { replaces: first!.id, limit: 1.5 } })
    await step(1)
    expect(await broker.order({ id: first!.id }, signal)).toMatchObject({ state: 'canceled', status: 'replaced' })
    const successor = await broker.order({ clientOrderId: `${request.clientOrderId}-r1` }, signal)
    expect(successor).toMatchObject({ state: 'accepted', replaces: first!.id })
    expect(await broker.cancel(successor!.id, signal)).toEqual({ kind: 'requested' })
    await step(1)
    expect(await broker.order({ id: successor!.id }, signal)).toMatchObject({ state: 'canceled' })
    expect((await broker.cancel(successor!.id, signal)).kind).toBe('gone')
    expect((await broker.cancel('00000000-0000-4000-8000-000000000000', signal)).kind).toBe('gone')
  })
})

describe('every type and class', () => {
  const legs = { stop: 1, target: 5000, trail: null }
  const shapes: [string, Parameters<typeof orderOf>[0]][] = [
    ['limit', { type: 'limit', limit: 1.25 }],
    ['limit until canceled, outside the session too', { type: 'limit', limit: 1.25, tif: 'gtc', extended: true }],
    ['stop', { type: 'stop', stop: 4000 }],
    ['stop-limit', { type: 'stop-limit', stop: 4000, limit: 4001 }],
    ['trailing stop by a fraction', { type: 'trailing-stop', trail: { fraction: 0.07 } }],
    ['trailing stop by dollars', { type: 'trailing-stop', trail: { price: 2.5 }, tif: 'gtc' }],
    ['fraction', { type: 'limit', limit: 2, shares: 1.123456789 }],
    ['in the closing auction', { tif: 'cls' }],
    ['bracket', { type: 'limit', limit: 2, orderClass: 'bracket', legs }],
    ['entry with a stop', { type: 'limit', limit: 2, orderClass: 'oto', legs: { ...legs, target: null } }],
    ['entry with a target', { type: 'limit', limit: 2, orderClass: 'oto', legs: { ...legs, stop: null } }],
  ]
  it.each(shapes)('%s: taken and told as it was asked for', async (_name, more) => {
    const request = market({ symbol: OTHER, ...more })
    const outcome = await broker.submit(request, signal)
    if (outcome.kind !== 'accepted') throw new Error(JSON.stringify(outcome))
    const { legs: asked, reduces: _, stop, ...same } = request
    expect(outcome.order).toMatchObject({ ...same, ...(request.trail ? {} : { stop }) })
    const told = Object.fromEntries(outcome.order.legs.map((leg) => [leg.leg, leg.leg === 'stop' ? leg.stop : leg.limit]))
    const wanted = Object.entries({ stop: asked?.stop, target: asked?.target }).filter(([, price]) => typeof price === 'number')
    expect(told).toEqual(Object.fromEntries(wanted))
    expect(await broker.order({ id: outcome.order.id }, signal)).toMatchObject({ clientOrderId: request.clientOrderId })
    await broker.cancel(outcome.order.id, signal)
    await step(1)
  })

  it('dollars: shares are known once it has filled', async () => {
    const request = market({ symbol: OTHER, shares: null, notional: 250 })
    expect(await broker.submit(request, signal)).toMatchObject({ kind: 'accepted', order: { shares: null, notional: 250 } })
    await step(120)
    const order = await broker.order({ clientOrderId: request.clientOrderId }, signal)
    expect(order).toMatchObject({ state: 'filled' })
    expect(broker.now()).toBeGreaterThanOrEqual(order!.updatedAt!)
    expect(order!.filled * order!.averagePrice!).toBeCloseTo(250, 0)
  })

  it('two exits of which one cancels the other, and an exit that must not open anything', async () => {
    const bought = market({ symbol: OTHER, shares: 5 })
    await broker.submit(bought, signal)
    await step(120)
    const exit = { symbol: OTHER, side: 'sell', reduces: true, shares: 5 } as const
    const oco = market({ ...exit, type: 'limit', limit: 5000, orderClass: 'oco', legs: { ...legs, target: null } })
    const outcome = await broker.submit(oco, signal)
    if (outcome.kind !== 'accepted') throw new Error(JSON.stringify(outcome))
    expect(outcome.order).toMatchObject({ type: 'limit', limit: 5000, orderClass: 'oco', legs: [{ leg: 'stop', stop: 1 }] })
    expect(await broker.submit(market({ ...exit }), signal)).toMatchObject({
      kind: 'rejected',
      reason: expect.stringContaining('available'),
    })
    await broker.cancel(outcome.order.id, signal)
    await step(1)
    expect((await broker.submit(market({ ...exit }), signal)).kind).toBe('accepted')
    await step(120)
    const unheld = (await pocket.source.symbols(signal)).find(
      (one) => one.kind === 'stock' && ![OTHER, 'SIMFIN'].includes(one.symbol),
    )!.symbol
    const flat = { ...exit, symbol: unheld, shares: 1 }
    expect(await broker.submit(market(flat), signal)).toMatchObject({
      kind: 'rejected',
      reason: expect.stringMatching(/intent|insufficient qty/),
    })
  })
})

describe('the stream under scripted trouble', () => {
  const follow = async (code: number) => {
    await pocket.fault({ kind: 'refuse-stream', code, stream: 'trading' })
    const stop = new AbortController()
    const events = broker.events(stop.signal)[Symbol.asyncIterator]()
    return { next: async () => (await events.next()).value as BrokerEvent, stop: () => stop.abort() }
  }

  it.each([
    [406, /connection limit/],
    [429, /429/],
    [500, /internal/],
    [404, /auth timeout/],
  ])('%s: tells, waits and comes back', async (code, reason) => {
    const { next, stop } = await follow(code)
    expect(await next()).toMatchObject({ type: 'disconnected', reason: expect.stringMatching(reason) })
    expect(await next()).toMatchObject({ type: 'connected' })
    stop()
  })

  it('402: ends, since the keys are wrong', async () => {
    const { next } = await follow(402)
    expect(await next()).toMatchObject({ type: 'disconnected' })
    await expect(next()).rejects.toMatchObject({ kind: 'config' })
  })

  it('a cut: tells, comes back, and hears what happens then', async () => {
    const stop = new AbortController()
    const events = broker.events(stop.signal)[Symbol.asyncIterator]()
    expect((await events.next()).value).toMatchObject({ type: 'connected' })
    await pocket.fault({ kind: 'cut-stream', stream: 'trading' })
    await step(1)
    expect((await events.next()).value).toMatchObject({ type: 'disconnected' })
    expect((await events.next()).value).toMatchObject({ type: 'connected' })
    await broker.submit(market({ type: 'limit', limit: 1, symbol: OTHER }), signal)
    await step(1)
    expect((await events.next()).value).toMatchObject({ type: 'order' })
    stop.abort()
  })
})

/** Waits for what the sockets bring; the test's own limit ends it. */
async function until(done: () => boolean): Promise<void> {
  const clock = createSystemClock()
  while (!done()) await clock.sleep(clock.now() + SECOND / 100, signal)
}
