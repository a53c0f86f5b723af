import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { POCKET_KEYS, startTestPocket, type TestPocket } from '../../support/pocket.ts'
import { type Ears, listenTo } from '../../support/sockets.ts'

let pocket: TestPocket
let ears: Ears
beforeEach(async () => {
  pocket = await startTestPocket({ minutes: 30 })
  ears = await listenTo(`${pocket.url.replace('http', 'ws')}/stream`)
  ears.say({ action: 'auth', key: 'PKTEST', secret: 'secret' })
  ears.say({ action: 'listen', data: { streams: ['trade_updates'] } })
  await ears.next()
  await ears.next()
})
afterEach(async () => {
  ears.close()
  await pocket.close()
})

const order = (id: string, extra: Record<string, unknown> = {}) => ({
  symbol: 'SIMFIN',
  side: 'buy',
  type: 'market',
  time_in_force: 'day',
  qty: '2',
  client_order_id: id,
  ...extra,
})

function post(id: string, extra: Record<string, unknown> = {}, signal?: AbortSignal) {
  return fetch(`${pocket.url}/v2/orders`, {
    method: 'POST',
    headers: POCKET_KEYS,
    body: JSON.stringify(order(id, extra)),
    signal,
  })
}

const stored = (id: string) => pocket.get(`/v2/orders:by_client_order_id?client_order_id=${id}`)
const step = (wish: Record<string, unknown>) => pocket.admin('/admin/step', wish)

/** Updates heard up to now; the answer to a listen stands behind them. */
async function told() {
  ears.say({ action: 'listen', data: { streams: ['trade_updates'] } })
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever shape it expects
  const list: any[] = []
  for (;;) {
    const message = (await ears.next()).json()
    if (message.stream === 'listening') return list
    list.push(message.data)
  }
}

const words = (list: { event: string; order: { client_order_id: string } }[]) =>
  list.map(({ event, order: { client_order_id } }) => `${client_order_id} ${event}`)

describe('an order update', () => {
  it('tells every change in order, numbered, the same in every session of a seed', async () => {
    await post('a')
    await step({ minutes: 1 })
    const list = await told()
    expect(words(list)).toEqual(['a pending_new', 'a new', 'a fill'])
    const ids = list.map(({ event_id }) => event_id)
    expect(ids).toEqual([...ids].sort())
    expect(ids[0]).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/)
    const fill = list[2]
    expect(fill).toMatchObject({ qty: '2', position_qty: '2', order: { status: 'filled', filled_avg_price: fill.price } })
    const activity = (await pocket.get('/v2/account/activities/FILL')).body[0]
    expect(activity.id).toContain(fill.execution_id)
    expect(activity.transaction_time).toBe(fill.timestamp)
  })
})

describe('an answer that is lost', () => {
  it('leaves the order where it is: timeout, cut, 504', async () => {
    await pocket.fault({ kind: 'accepted-then-timeout' }, { kind: 'accepted-then-cut' }, { kind: 'accepted-then-status' })
    await expect(post('a', {}, AbortSignal.timeout(150))).rejects.toThrow(/abort|timeout/i)
    await expect(post('b')).rejects.toThrow('fetch failed')
    expect((await post('c')).status).toBe(504)
    for (const id of ['a', 'b', 'c']) expect((await stored(id)).body).toMatchObject({ client_order_id: id, status: 'new' })
    expect((await post('a')).status).toBe(422)
    await pocket.fault({ kind: 'status', status: 500, path: '/v2/orders', method: 'POST' })
    expect((await post('d')).status).toBe(500)
    expect((await stored('d')).status).toBe(404)
  })

  it('may come after the fill', async () => {
    await pocket.fault({ kind: 'fill-before-answer' })
    const answer = await post('a')
    expect(await answer.json()).toMatchObject({ status: 'pending_new' })
    expect(words(await told()).at(-1)).toBe('a fill')
    expect((await stored('a')).body.status).toBe('filled')
  })
})

describe('fills', () => {
  it('come again when nobody thinks of them any more', async () => {
    await pocket.fault({ kind: 'replayed-fills', delay: '2m' })
    await post('a')
    await step({ minutes: 1 })
    await post('b')
    await step({ minutes: 3 })
    expect(words(await told()).filter((text) => text.endsWith('fill'))).toEqual(['a fill', 'b fill', 'a fill'])
  })

  it('come twice, with the same execution', async () => {
    await pocket.fault({ kind: 'replayed-fills' })
    await post('a')
    await step({ minutes: 1 })
    const fills = (await told()).filter(({ event }) => event === 'fill')
    expect(fills).toHaveLength(2)
    expect(fills[0]).toEqual(fills[1])
  })

  it('come late, by exchange time', async () => {
    await pocket.fault({ kind: 'late-fills', delay: '5m' })
    await post('a')
    await step({ minutes: 4 })
    expect((await stored('a')).body.status).toBe('filled')
    expect(words(await told())).toEqual(['a pending_new', 'a new'])
    await step({ minutes: 2 })
    expect(words(await told())).toEqual(['a fill'])
  })

  it('come in another order than they happened', async () => {
    await pocket.fault({ kind: 'reordered-fills' })
    await post('a')
    await step({ seconds: 30 })
    await post('b')
    await step({ seconds: 30 })
    expect(words(await told())).toEqual(['a pending_new', 'a new', 'b pending_new', 'a fill', 'b new', 'b fill'])
  })

  it('come with fields nobody knows, and without some that everybody knows', async () => {
    await pocket.fault(
      { kind: 'unknown-fields', path: '/stream' },
      { kind: 'missing-fields', path: '/stream', fields: ['execution_id', 'qty'], skip: 1 },
    )
    await post('a')
    await step({ minutes: 1 })
    const list = await told()
    expect(list[0]).toMatchObject({ event: 'pending_new', added_in_2031: {}, order: { added_in_2031: {} } })
    expect(list[2].event).toBe('fill')
    expect(list[2].execution_id).toBeUndefined()
    expect(list[2].order.qty).toBeUndefined()
    expect((await stored('a')).body.qty).toBe('2')
  })

  it('come in small pieces', async () => {
    await pocket.fault({ kind: 'partial-fills', symbol: 'SIMFIN', shares: 1 })
    await post('a', { qty: '5' })
    await step({ minutes: 1 })
    const list = await told()
    expect(words(list.slice(2))).toEqual(['a partial_fill', 'a partial_fill', 'a partial_fill', 'a partial_fill', 'a fill'])
    expect(list.slice(2).map(({ position_qty }) => position_qty)).toEqual(['1', '2', '3', '4', '5'])
  })
})

describe('the line', () => {
  it('is mute for its time only: what happens then is never told', async () => {
    await pocket.fault({ kind: 'mute-stream', stream: 'trading', duration: '2m' })
    await post('a')
    await step({ minutes: 1 })
    expect(words(await told())).toEqual([])
    await step({ minutes: 2 })
    await post('b')
    await step({ minutes: 1 })
    expect(words(await told())).toEqual(['b pending_new', 'b new', 'b fill'])
  })

  it('is cut at its time, after what happened before', async () => {
    await pocket.fault({ kind: 'cut-stream', stream: 'trading', at: '10:05' })
    await post('a')
    await step({ minutes: 10 })
    expect(await ears.closed).toBe(1006)
    expect(ears.heard.map((one) => one.json().data.event)).toEqual(['pending_new', 'new', 'fill'])
  })
})
