import { beforeEach, describe, expect, it } from 'vitest'
import { createMemoryStore } from '../../../../src/adapters/memory/store.ts'
import type { OrderPath } from '../../../../src/engine/orders/types.ts'
import { brokerOver, ExchangeBroker } from '../../../support/exchange-broker.ts'
import { intentOf, openTestPath } from '../../../support/order-path.ts'

const signal = new AbortController().signal
const exit = { limit: 90, reason: 'exit', origin: 'person', extended: false }
let world: ExchangeBroker
let canceled: string[]

/** A path that holds ten shares; what it asks the broker to cancel is kept. */
async function holding(): Promise<OrderPath> {
  const broker = brokerOver(world, {
    cancel(id) {
      canceled.push(id)
      return world.cancel(id)
    },
  })
  const path = await openTestPath(world, { broker, store: createMemoryStore() })
  await path.submit(intentOf(), signal)
  world.print('SIMALL', 99, 1000)
  await path.settle('ob-one', 0, signal)
  return path
}

beforeEach(() => {
  world = new ExchangeBroker(Date.UTC(2026, 2, 20, 15))
  canceled = []
})

describe('orders that need no cancel', () => {
  it('one that was made elsewhere is left alone when its symbol is closed or all is flattened', async () => {
    const path = await holding()
    const there = await openTestPath(world)
    const { order } = await there.submit(intentOf({ id: 'there', limit: 50 }), signal)
    await path.reconcile({ accept: null }, signal)
    expect(path.find('ob-there')).toMatchObject({ foreign: true, state: 'accepted' })
    await path.close('SIMALL', null, exit, signal)
    await path.flatten('flatten', { ...exit, waitMs: 0 }, signal)
    expect(canceled).not.toContain(order.brokerId)
    expect((await world.order({ id: order.brokerId! }))!.state).toBe('accepted')
  })

  it('one that has ended is answered as it is, and the broker is not asked', async () => {
    const path = await holding()
    expect(await path.cancel('ob-one', 'by hand', signal)).toMatchObject({ state: 'filled', cancelRequested: false })
    expect(canceled).toEqual([])
  })
})
