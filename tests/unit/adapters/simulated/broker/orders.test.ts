import { describe, expect, it } from 'vitest'
import { MINUTE } from '../../../../../src/core/time.ts'
import type { Broker, BrokerOrderRequest } from '../../../../../src/ports/broker.ts'
import { accepted, cents, type Rig, rig, signal, wish } from './rig.ts'

/** An account that holds 20 shares. */
async function holding(): Promise<{ world: Rig; broker: Broker; price: number }> {
  const world = rig()
  const broker = world.process()
  accepted(await broker.submit(wish({ shares: 20 }), signal))
  world.set(world.now() + MINUTE)
  return { world, broker, price: await world.price() }
}

const sell = (more: Partial<BrokerOrderRequest>) => wish({ side: 'sell', ...more })

describe('a replaced order at the simulated broker', () => {
  it('that had filled in part is followed by one of what was left, and keeps its fills', async () => {
    const world = rig()
    const broker = world.process()
    const limit = cents((await world.price()) * 1.01)
    const { id } = accepted(await broker.submit(wish({ shares: 250, type: 'limit', limit }), signal))
    let old = await broker.order({ id }, signal)
    while (old!.filled === 0) {
      world.set(world.now() + 100)
      old = await broker.order({ id }, signal)
    }
    expect(old!.state).toBe('partially-filled')
    const next = accepted(await broker.replace(id, { shares: 200 }, 'next', signal))
    expect(next).toMatchObject({ shares: 200 - old!.filled, filled: 0, limit, replaces: id })
    world.set(world.now() + 2 * MINUTE)
    expect(await broker.order({ id }, signal)).toMatchObject({ status: 'replaced', filled: old!.filled, replacedBy: next.id })
    expect(await broker.order({ id: next.id }, signal)).toMatchObject({ state: 'filled', filled: 200 - old!.filled })
    const fills = (await broker.activities(0, signal)).flatMap((one) => (one.kind === 'fill' ? [one.fill] : []))
    const sum = (of: string) => fills.filter((one) => one.orderId === of).reduce((total, one) => total + one.shares, 0)
    expect([sum(id), sum(next.id)]).toEqual([old!.filled, 200 - old!.filled])
    expect((await broker.positions(signal))[0].shares).toBe(200)
  })

  it('can be replaced again, and may live longer', async () => {
    const { broker, world, price } = await holding()
    const first = accepted(await broker.submit(sell({ type: 'limit', limit: cents(price * 1.2) }), signal))
    const second = accepted(await broker.replace(first.id, { tif: 'gtc' }, 'second', signal))
    const third = accepted(await broker.replace(second.id, { shares: 15 }, 'third', signal))
    expect(third).toMatchObject({ tif: 'gtc', shares: 15, limit: cents(price * 1.2), replaces: second.id })
    world.set(world.now() + 24 * 60 * MINUTE)
    expect(await broker.order({ id: third.id }, signal)).toMatchObject({ state: 'accepted' })
  })

  it('an entry takes its waiting legs along', async () => {
    const world = rig()
    const broker = world.process()
    const price = await world.price()
    const legs = { stop: cents(price * 0.8), target: cents(price * 1.2), trail: null }
    const terms = { type: 'limit', limit: cents(price * 0.9), orderClass: 'bracket', legs, tif: 'gtc' } as const
    const { id } = accepted(await broker.submit(wish(terms), signal))
    const next = accepted(await broker.replace(id, { limit: cents(price * 1.05) }, 'next', signal))
    expect(next.legs.map(({ leg, parent }) => [leg, parent])).toEqual([
      ['stop', next.id],
      ['target', next.id],
    ])
    world.set(world.now() + MINUTE)
    expect((await world.process().order({ id: next.id }, signal))!.legs.map(({ status }) => status)).toEqual(['new', 'new'])
  })
})

describe('what the simulated broker refuses', () => {
  const reason = async (broker: Broker, request: BrokerOrderRequest) => {
    const outcome = await broker.submit(request, signal)
    return outcome.kind === 'rejected' ? outcome.reason : outcome.kind
  }

  it('a sale of more than open exits leave, and a turn of the position in one order', async () => {
    const { broker, price } = await holding()
    accepted(await broker.submit(sell({ shares: 15, type: 'limit', limit: cents(price * 1.1) }), signal))
    expect(await reason(broker, sell({ shares: 10 }))).toMatch(/10 asked, 5 available \(20 held, 15 in open orders\)/)
    expect(await reason(broker, sell({ shares: 21 }))).toMatch(/insufficient shares/)
    expect(await reason(broker, sell({ shares: 5 }))).toBe('accepted')
  })

  it('counts two exits of which one cancels the other once, and what a replacement gives back', async () => {
    const { broker, price } = await holding()
    const oco = { orderClass: 'oco', type: 'limit', limit: cents(price * 1.2), tif: 'gtc', reduces: true } as const
    const legs = { stop: cents(price * 0.8), target: null, trail: null }
    const { id } = accepted(await broker.submit(sell({ ...oco, shares: 12, legs }), signal))
    expect(await reason(broker, sell({ shares: 9 }))).toMatch(/8 available/)
    expect((await broker.replace(id, { limit: cents(price * 1.3) }, 'next', signal)).kind).toBe('accepted')
  })

  it('entries beyond the buying power that open entries leave', async () => {
    const world = rig()
    const broker = world.process()
    const price = await world.price()
    const shares = Math.floor(60_000 / price)
    accepted(await broker.submit(wish({ shares, type: 'limit', limit: cents(price * 0.95) }), signal))
    const { buyingPower } = await broker.account(signal)
    expect(buyingPower).toBeCloseTo(100_000 - shares * cents(price * 0.95), 2)
    expect(await reason(broker, wish({ shares, type: 'limit', limit: cents(price * 0.95) }))).toMatch(/insufficient buying power/)
  })

  it('exits of nothing, brackets that close, fractions that wait for ever', async () => {
    const { broker, price } = await holding()
    expect(await reason(broker, wish({ reduces: true }))).toMatch(/no position .* could lower/)
    const legs = { stop: cents(price * 1.2), target: cents(price * 0.8), trail: null }
    expect(await reason(broker, sell({ orderClass: 'bracket', legs }))).toMatch(/must open a position/)
    expect(await reason(broker, wish({ shares: 0.5, type: 'limit', limit: 5, tif: 'gtc' }))).toMatch(/lives for the day/)
    expect(await reason(broker, wish({ notional: 500, type: 'limit', limit: 5 }))).toMatch(/orders of dollars/)
    expect(await reason(broker, wish({ shares: 5, notional: 500 }))).toMatch(/one of the two/)
  })

  it('leaves no trace: the id may be used for a right order', async () => {
    const { broker, price, world } = await holding()
    const request = wish({ clientOrderId: 'again', type: 'limit', limit: Math.floor(price) + 0.123 })
    expect(await reason(broker, request)).toMatch(/not a multiple/)
    expect(await world.process().order({ clientOrderId: 'again' }, signal)).toBeNull()
    accepted(await broker.submit({ ...request, limit: cents(price * 0.9) }, signal))
  })

  it('what its store cannot keep is unknown or an error, never accepted', async () => {
    const world = rig()
    const broken = {
      ...world.store,
      transaction: () => {
        throw new Error('disk full')
      },
    }
    expect(await world.process({ store: broken }).submit(wish(), signal)).toMatchObject({ kind: 'unknown', reason: 'disk full' })
    expect(await world.process().orders({ status: 'all' }, signal)).toEqual([])
  })

  it('protects with a trailing leg, whose stop moves with the price', async () => {
    const world = rig()
    const broker = world.process()
    const legs = { stop: null, target: null, trail: { fraction: 0.05 } }
    const { id } = accepted(await broker.submit(wish({ orderClass: 'oto', legs, tif: 'gtc' }), signal))
    const stops: number[] = []
    for (let i = 0; i < 60; i++) {
      world.set(world.now() + 2 * MINUTE)
      const [leg] = (await broker.order({ id }, signal))!.legs
      if (leg.status === 'new') stops.push(leg.stop!)
    }
    expect(new Set(stops).size).toBeGreaterThan(1)
    expect(stops).toEqual(stops.toSorted((a, b) => a - b))
  })
})
