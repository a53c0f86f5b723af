import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Broker } from '../../../../../src/ports/broker.ts'
import type { KeptLog } from '../../../../support/vendor.ts'
import { failure, signal } from '../alpaca.ts'
import { type Answer, brokerOn, orderOf, startVendor, type Vendor, wireOrder } from './vendor.ts'

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

const sent = () => vendor.asked.filter((one) => one.method !== 'GET')
/** Answers like this from now on, and with a broker that is not patient where nothing will come. */
const answer = async (method: string, how: Answer) => {
  vendor.answer((one) => (one.method === method ? how : undefined))
  if (how === 'hang') ({ broker } = await brokerOn(vendor, { timeoutMs: 300 }))
}
const submit = () => broker.submit(orderOf(), signal)

describe('an order that the vendor takes', () => {
  it('is accepted, in our words', async () => {
    await answer('POST', { status: 200, body: wireOrder() })
    expect(await submit()).toEqual({
      kind: 'accepted',
      order: {
        id: '61e69015-8549-4bfd-b9c3-01e75843f47d',
        clientOrderId: 'intent-1',
        symbol: 'SIMFIN',
        side: 'buy',
        shares: 10,
        notional: null,
        type: 'limit',
        limit: 50.25,
        stop: null,
        trail: null,
        tif: 'day',
        extended: false,
        orderClass: 'simple',
        state: 'accepted',
        status: 'pending_new',
        filled: 0,
        averagePrice: null,
        submittedAt: expect.closeTo(Date.parse('2026-03-20T14:29:02.115Z'), 1),
        updatedAt: expect.closeTo(Date.parse('2026-03-20T14:29:02.140Z'), 0),
        parent: null,
        leg: null,
        legs: [],
        replaces: null,
        replacedBy: null,
        reason: null,
      },
    })
    expect(sent()).toHaveLength(1)
  })
})

describe('an order of whose fate nobody knows', () => {
  const silences: [string, Answer, RegExp][] = [
    ['no answer in time', 'hang', /did not answer within 300 ms/],
    ['a connection broken before any answer', 'reset', /cannot be reached/],
    ['an answer cut in the middle', 'cut', /cannot be reached/],
    [
      'too many requests',
      { status: 429, body: { code: 42910000, message: 'rate limit exceeded' } },
      /429 \(rate limit exceeded\)/,
    ],
    ['an error of the vendor', { status: 500, body: { code: 50010000, message: 'internal server error occurred' } }, /500/],
    ['an error of the edge in front of it', { status: 502, body: '<html>Bad Gateway</html>' }, /502/],
    ['a gateway that gave up', { status: 504 }, /504/],
    ['a request timeout', { status: 408, body: { message: 'timeout' } }, /408/],
    ['the wrong machine behind the address', { status: 421, body: { message: 'misdirected' } }, /421/],
    ['a refusal that is not in the vendor’s form', { status: 403, body: '<html>blocked</html>' }, /403/],
    ['an answer that is no JSON', { status: 200, body: '{"id": "61e6' }, /no order/],
    ['an answer that is no order', { status: 200, body: { ok: true } }, /no order/],
    ['a redirect', { status: 307, headers: { location: 'http://127.0.0.1:9/elsewhere' } }, /redirected/],
  ]
  it.each(silences)('%s: unknown, asked once', async (_name, how, reason) => {
    await answer('POST', how)
    expect(await submit()).toEqual({ kind: 'unknown', reason: expect.stringMatching(reason) })
    expect(sent()).toHaveLength(1)
  })

  it('is not sent again when a kept connection turns out to be dead', async () => {
    vendor.answer((one) =>
      one.method === 'POST' ? (sent().length > 1 ? 'reset' : { status: 200, body: wireOrder() }) : undefined,
    )
    expect((await submit()).kind).toBe('accepted')
    expect((await submit()).kind).toBe('unknown')
    expect(sent()).toHaveLength(2)
  })

  it('a person who gives up while it is under way has an order of unknown fate, not one that was never sent', async () => {
    const patience = new AbortController()
    vendor.answer((one) => {
      if (one.method !== 'POST') return undefined
      setTimeout(() => patience.abort(), 5)
      return 'hang'
    })
    expect(await broker.submit(orderOf(), patience.signal)).toEqual({
      kind: 'unknown',
      reason: expect.stringContaining('interrupted'),
    })
  })

  it('a person who gives up before it is sent has sent nothing', async () => {
    expect((await failure(broker.submit(orderOf(), AbortSignal.abort()))).kind).toBe('canceled')
    expect(sent()).toEqual([])
  })

  it('is said in the log, with its id', async () => {
    await answer('POST', { status: 500 })
    await submit()
    expect(log.lines).toContainEqual(
      expect.objectContaining({ level: 'warn', fields: expect.objectContaining({ clientOrderId: 'intent-1', kind: 'unknown' }) }),
    )
    expect(log.text()).not.toContain('very-secret-word')
  })
})

describe('an order that the vendor refuses', () => {
  it('with its words and the facts beside them', async () => {
    const refusals: [Answer, string, string][] = [
      [
        {
          status: 403,
          body: { code: 40310000, message: 'insufficient buying power', buying_power: '25.10', cost_basis: '502.5' },
        },
        'insufficient buying power (buying power 25.10, cost basis 502.5)',
        '40310000',
      ],
      [
        {
          status: 403,
          body: {
            code: 40310000,
            message: 'potential wash trade detected. use complex orders',
            existing_order_id: 'abc',
            reject_reason: 'opposite side market/stop order exists',
          },
        },
        'potential wash trade detected. use complex orders (existing order id abc, reject reason opposite side market/stop order exists)',
        '40310000',
      ],
      [
        {
          status: 403,
          body: { code: 40310000, message: 'insufficient qty', available: '0', related_orders: ['a', 'b'], symbol: 'SIMFIN' },
        },
        'insufficient qty (available 0, related orders a b, symbol SIMFIN)',
        '40310000',
      ],
      [
        { status: 422, body: { code: 42210000, message: 'invalid limit_price 101.234.', request: { a: 1 } } },
        'invalid limit_price 101.234.',
        '42210000',
      ],
    ]
    for (const [how, reason, code] of refusals) {
      await answer('POST', how)
      expect(await submit()).toEqual({ kind: 'rejected', reason, code })
    }
  })

  it('without a code, and without characters that a terminal would obey', async () => {
    await answer('POST', { status: 400, body: { message: 'no \u001b[31mway' } })
    expect(await submit()).toEqual({ kind: 'rejected', reason: 'no  [31mway', code: null })
  })

  it('because its id was used before', async () => {
    await answer('POST', { status: 422, body: { code: 40010001, message: 'client_order_id must be unique' } })
    expect(await submit()).toEqual({ kind: 'duplicate' })
  })

  it.each([
    ['401', { status: 401, body: { code: 40110000, message: 'request is not authorized' } }],
    ['the older 403', { status: 403, body: { message: 'forbidden.' } }],
  ] satisfies [string, Answer][])('because the keys are wrong (%s): a matter of configuration', async (_name, how) => {
    await answer('POST', how)
    const error = await failure(submit())
    expect(error).toMatchObject({ kind: 'config', message: expect.stringContaining('APCA_API_KEY_ID') })
    expect(error.message).not.toContain('very-secret-word')
  })
})

describe('cancel', () => {
  const cases: [string, Answer, string][] = [
    ['taken', { status: 204 }, 'requested'],
    [
      'asked for already',
      { status: 422, body: { code: 42210000, message: 'order is already in "pending_cancel" state' } },
      'requested',
    ],
    ['too late', { status: 422, body: { code: 42210000, message: 'order is already in "filled" state' } }, 'gone'],
    ['of an order nobody knows', { status: 404, body: { code: 40410000, message: 'order not found for x' } }, 'gone'],
    ['refused for some other reason', { status: 422, body: { code: 42210000, message: 'order is not cancelable' } }, 'unknown'],
    ['not answered', 'hang', 'unknown'],
    ['answered with an error', { status: 500 }, 'unknown'],
    ['answered by somebody else', { status: 404, body: '<html>no such page</html>' }, 'unknown'],
  ]
  it.each(cases)('%s', async (_name, how, kind) => {
    await answer('DELETE', how)
    expect((await broker.cancel('some-id', signal)).kind).toBe(kind)
    expect(sent().map(({ method, path }) => `${method} ${path}`)).toEqual(['DELETE /v2/orders/some-id'])
  })

  it('goes out although reading has failed so often that it is no longer tried', async () => {
    vendor.answer((one) => (one.method === 'GET' ? { status: 500 } : { status: 204 }))
    for (let i = 0; i < 5; i++) await failure(broker.account(signal))
    const asked = vendor.asked.length
    expect(await failure(broker.account(signal))).toMatchObject({
      message: expect.stringContaining('not asked for now'),
      hint: 'try again in 30 s',
    })
    expect(vendor.asked).toHaveLength(asked)
    expect(await broker.cancel('some-id', signal)).toEqual({ kind: 'requested' })
  })
})

describe('replace', () => {
  it('sends what changes, under an id of its own, and answers with the successor', async () => {
    const successor = wireOrder({ id: 'new', client_order_id: 'intent-1-r1', replaces: 'old', limit_price: '51' })
    await answer('PATCH', { status: 200, body: successor })
    const outcome = await broker.replace('old', { shares: 12, limit: 51, tif: 'gtc' }, 'intent-1-r1', signal)
    expect(outcome).toMatchObject({ kind: 'accepted', order: { clientOrderId: 'intent-1-r1', replaces: 'old', limit: 51 } })
    expect(sent()).toMatchObject([
      {
        method: 'PATCH',
        path: '/v2/orders/old',
        body: { client_order_id: 'intent-1-r1', qty: '12', limit_price: '51', time_in_force: 'gtc' },
      },
    ])
  })

  it('says no, says nothing, says that the id was used', async () => {
    const replace = () => broker.replace('old', { trail: { fraction: 0.02 } }, 'intent-1-r1', signal)
    await answer('PATCH', { status: 422, body: { code: 42210000, message: 'cannot replace order in pending_new status' } })
    expect(await replace()).toMatchObject({ kind: 'rejected', reason: 'cannot replace order in pending_new status' })
    await answer('PATCH', { status: 404, body: { code: 40410000, message: 'order not found for old' } })
    expect((await replace()).kind).toBe('rejected')
    await answer('PATCH', 'reset')
    expect((await replace()).kind).toBe('unknown')
    await answer('PATCH', { status: 422, body: { message: 'client_order_id must be unique' } })
    expect((await replace()).kind).toBe('duplicate')
    expect(sent().map((one) => one.body.trail)).toEqual(['2', '2', '2', '2'])
  })
})
