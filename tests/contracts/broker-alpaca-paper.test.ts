import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAlpacaBroker } from '../../src/adapters/alpaca/broker.ts'
import { createSystemClock } from '../../src/adapters/clock/system.ts'
import { Secret } from '../../src/core/settings.ts'
import { SECOND } from '../../src/core/time.ts'
import type { Broker, BrokerEvent, BrokerOrder, BrokerOrderRequest } from '../../src/ports/broker.ts'
import { accepted, brokerRequest } from '../support/broker-request.ts'
import { createKeptLog } from '../support/vendor.ts'

const { APCA_API_KEY_ID: id, APCA_API_SECRET_KEY: secret, OPENBELL_REAL_ALPACA: wanted } = process.env
const isOn = wanted === '1' && Boolean(id) && Boolean(secret)
const why = isOn ? '' : ' (skipped: wants OPENBELL_REAL_ALPACA=1 and the keys of a paper account)'

/**
 * What can be asked of somebody's real paper account at any hour without buying anything: one share at a tenth of any likely price, which rests, is
 * found, is told of, and is taken back. The account is left as it was, but for canceled orders in its history.
 */
describe.skipIf(!isOn)(`Alpaca's own paper trading${why}`, () => {
  const signal = new AbortController().signal
  const clock = createSystemClock()
  const stop = new AbortController()
  const heard: BrokerEvent[] = []
  let broker: Broker
  let listening: Promise<void>
  beforeAll(async () => {
    broker = await createAlpacaBroker({
      keyId: new Secret(id!),
      secretKey: new Secret(secret!),
      tradingUrl: 'https://paper-api.alpaca.markets',
      streamUrl: null,
      mode: 'paper',
      clock,
      log: createKeptLog(),
      timeoutMs: 10_000,
    })
    listening = (async () => {
      for await (const event of broker.events(stop.signal)) heard.push(event)
    })()
    await until(() => heard.length > 0)
  })
  afterAll(async () => {
    for (const one of sent) await broker?.cancel(one, signal).catch(() => {})
    stop.abort()
    await listening
    await broker?.close()
  })

  const until = async (holds: () => boolean | Promise<boolean>) => {
    for (let tries = 0; tries < 100 && !(await holds()); tries++) await clock.sleep(clock.now() + SECOND / 5, signal)
    expect(await holds()).toBe(true)
  }
  const sent: string[] = []
  const request = (more: Partial<BrokerOrderRequest> = {}) =>
    brokerRequest({
      clientOrderId: `openbell-contract-${randomUUID()}`,
      symbol: 'SPY',
      shares: 1,
      type: 'limit',
      limit: 50,
      ...more,
    })
  const submit = async (order: BrokerOrderRequest): Promise<BrokerOrder> => {
    const taken = accepted(await broker.submit(order, signal))
    sent.push(taken.id)
    return taken
  }

  it('tells account, positions, orders and activities', async () => {
    expect(heard[0].type).toBe('connected')
    expect(await broker.account(signal)).toMatchObject({ mode: 'paper', cash: expect.any(Number), equity: expect.any(Number) })
    for (const position of await broker.positions(signal)) expect(position.shares).not.toBe(0)
    await broker.orders({ status: 'open' }, signal)
    await broker.activities(clock.now() - 7 * 24 * 3600 * SECOND, signal)
  })

  it('proves the absence of an order', async () => {
    expect(await broker.order({ clientOrderId: `never-sent-${randomUUID()}` }, signal)).toBeNull()
  })

  it('takes an order once, tells of it, and takes it back', async () => {
    const order = request()
    const taken = await submit(order)
    expect(await broker.submit(order, signal)).toEqual({ kind: 'duplicate' })
    expect(await broker.order({ clientOrderId: order.clientOrderId }, signal)).toMatchObject({
      id: taken.id,
      limit: 50,
      shares: 1,
    })
    expect((await broker.orders({ status: 'open' }, signal)).map((one) => one.id)).toContain(taken.id)
    expect((await broker.cancel(taken.id, signal)).kind).toBe('requested')
    await until(async () => (await broker.order({ id: taken.id }, signal))?.state === 'canceled')
    expect((await broker.cancel(taken.id, signal)).kind).toBe('gone')
    await until(() => heard.some((one) => one.type === 'order' && one.order.id === taken.id && one.order.state === 'canceled'))
  })

  it('takes a bracket with both of its legs', async () => {
    const entry = await submit(request({ orderClass: 'bracket', legs: { stop: 40, target: 60, trail: null }, tif: 'gtc' }))
    expect(entry.legs.map((leg) => leg.leg).toSorted()).toEqual(['stop', 'target'])
    expect((await broker.order({ clientOrderId: entry.clientOrderId }, signal))?.legs).toHaveLength(2)
    await broker.cancel(entry.id, signal)
  })

  it('refuses with its own words', async () => {
    expect(await broker.submit(request({ limit: 50.123 }), signal)).toMatchObject({
      kind: 'rejected',
      reason: expect.any(String),
    })
    expect(await broker.submit(request({ symbol: 'NOSUCHXX' }), signal)).toMatchObject({ kind: 'rejected' })
  })
})
