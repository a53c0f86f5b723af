import { describe, expect, it } from 'vitest'
import { openStore } from '../../../../../src/adapters/sqlite/store.ts'
import { MINUTE, SECOND } from '../../../../../src/core/time.ts'
import type { Broker } from '../../../../../src/ports/broker.ts'
import type { Store } from '../../../../../src/ports/store.ts'
import { accepted, cents, type Rig, rig, signal, wish } from './rig.ts'

const ORDERS = 240

/** Every tenth order fills in many parts, the others are canceled; one stays open through it all. */
async function liveLong(world: Rig, broker: Broker): Promise<string[]> {
  const ids: string[] = []
  const price = await world.price()
  for (let i = 0; i < ORDERS; i++) {
    const fills = i % 10 === 0
    const wanted = fills
      ? wish({ shares: 250, side: i % 20 === 0 ? 'buy' : 'sell' })
      : wish({ shares: 1, type: 'limit', limit: 5 })
    const legs = { stop: cents(price / 2), target: null, trail: null }
    const request = i === 7 ? { ...wanted, tif: 'gtc' as const, orderClass: 'oto' as const, legs } : wanted
    const { id, clientOrderId } = accepted(await broker.submit(request, signal))
    ids.push(clientOrderId)
    world.set(world.now() + (fills ? 40 * SECOND : 100))
    if (!fills && i !== 7) await broker.cancel(id, signal)
  }
  world.set(world.now() + MINUTE)
  await broker.account(signal)
  return ids
}

const sizeOf = (store: Store, name: string) => JSON.stringify(store.simulatedAccounts.read(name)?.body).length

describe('a simulated account that has lived long', () => {
  it('stays small, and nothing of its past is lost', async () => {
    const world = rig(openStore(':memory:'))
    const ids = await liveLong(world, world.process())
    expect(sizeOf(world.store, 'main')).toBeLessThan(160_000)
    expect(world.store.simulatedAccounts.read('main#page-1')).not.toBeNull()
    const broker = world.process()
    const all = await broker.orders({ status: 'all' }, signal)
    expect(all.map((one) => one.clientOrderId)).toEqual(ids.toReversed())
    expect((await broker.orders({ status: 'open' }, signal)).map((one) => one.clientOrderId)).toEqual([ids[7]])
    const fills = (await broker.activities(0, signal)).filter((one) => one.kind === 'fill')
    expect(fills.length).toBeGreaterThan(300)
    expect(fills.reduce((sum, one) => sum + one.fill.shares, 0)).toBe((ORDERS / 10) * 250)
    expect(fills.map((one) => one.at)).toEqual(fills.map((one) => one.at).toSorted((a, b) => a - b))
  })

  it('does not mix with an account of its name that is gone', async () => {
    const world = rig()
    await liveLong(world, world.process())
    world.store.simulatedAccounts.remove('main')
    const ids = await liveLong(world, world.process())
    expect((await world.process().orders({ status: 'all' }, signal)).map((one) => one.clientOrderId)).toEqual(ids.toReversed())
  })

  it('knows old orders by both of their names, and takes none of the ids again', async () => {
    const world = rig()
    const ids = await liveLong(world, world.process())
    const broker = world.process()
    for (const clientOrderId of [ids[0], ids[1], ids[200], ids.at(-1)!]) {
      const order = await broker.order({ clientOrderId }, signal)
      expect(order).toMatchObject({ clientOrderId })
      expect(await broker.order({ id: order!.id }, signal)).toEqual(order)
      expect(await broker.submit(wish({ clientOrderId }), signal)).toEqual({ kind: 'duplicate' })
      expect(await broker.cancel(order!.id, signal)).toMatchObject({ kind: 'gone' })
    }
    expect(await broker.order({ clientOrderId: 'never' }, signal)).toBeNull()
    const since = (await broker.order({ clientOrderId: ids[100] }, signal))!.submittedAt
    const later = await broker.orders({ status: 'all', after: since }, signal)
    expect(later.map((one) => one.clientOrderId)).toEqual(ids.slice(101).toReversed())
  })
})
