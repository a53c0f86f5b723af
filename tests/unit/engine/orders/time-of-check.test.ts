import { beforeEach, describe, expect, it } from 'vitest'
import { createMemoryStore } from '../../../../src/adapters/memory/store.ts'
import { OpenbellError } from '../../../../src/core/errors.ts'
import { NO_LIMITS } from '../../../../src/engine/risk/limits.ts'
import type { Broker, BrokerPosition, SubmitOutcome } from '../../../../src/ports/broker.ts'
import type { Store } from '../../../../src/ports/store.ts'
import { brokerOver, ExchangeBroker } from '../../../support/exchange-broker.ts'
import { intentOf, openTestPath } from '../../../support/order-path.ts'

const START = Date.UTC(2026, 2, 20, 15)
const signal = new AbortController().signal
const exit = { limit: null, reason: 'exit', origin: 'person', extended: false }
let world: ExchangeBroker
let store: Store

beforeEach(() => {
  world = new ExchangeBroker(START)
  store = createMemoryStore()
})

/** A process whose picture of the positions is older than the books, and which is told of no executions. */
const late = (positions: BrokerPosition[], pid: number) => {
  const broker = brokerOver(world, { positions: async () => positions, activities: async () => [] })
  return openTestPath(world, { broker, store, pid, isDead: () => false, limits: { ...NO_LIMITS, positionNotional: 1500 } })
}

async function boughtTen(broker: Partial<Broker> = {}) {
  const path = await openTestPath(world, { broker: brokerOver(world, broker), store, isDead: () => false })
  await path.submit(intentOf(), signal)
  world.print('SIMALL', 99, 1000)
  await path.settle('ob-one', 0, signal)
  return path
}

describe('between looking and sending another process has sent', () => {
  it('what its order is said to have filled counts against limits before its executions are told', async () => {
    const path = await late([], 2)
    await boughtTen({ activities: async () => [] })
    const { order, verdict } = await path.submit(intentOf({ id: 'two' }), signal)
    expect(verdict.outcome).toBe('shrink')
    expect(order.shares).toBe(5)
  })

  it('what its exit is said to have filled is not sold twice', async () => {
    await boughtTen()
    const held = await world.positions()
    const path = await late(held, 2)
    const other = await openTestPath(world, {
      broker: brokerOver(world, { activities: async () => [] }),
      store,
      pid: 3,
      isDead: () => false,
    })
    const sold = (await other.close('SIMALL', null, { ...exit, limit: 90 }, signal))!
    world.print('SIMALL', 99, 1000)
    await other.settle(sold.clientOrderId, 0, signal)
    expect(await world.positions()).toEqual([])
    const { order } = await path.submit(intentOf({ id: 'again', side: 'sell', limit: 90, reduces: true, reason: 'exit' }), signal)
    expect(order.state).toBe('denied')
  })

  it('what the books began with is not counted again when it is told', async () => {
    const first = await boughtTen()
    await first.reconcile({ accept: { by: 'Ada', reason: 'test' } }, signal)
    const other = createMemoryStore()
    const fresh = await openTestPath(world, { store: other })
    await fresh.submit(intentOf({ id: 'three', limit: 50 }), signal)
    expect(fresh.books.shares('SIMALL')).toBe(10)
    expect([...fresh.books.unbooked().keys()]).toEqual([])
    expect([...first.books.unbooked().keys()]).toEqual([])
  })

  it('an entry that another process is about to send counts as sent', async () => {
    const limits = { ...NO_LIMITS, ordersPerMinute: 1 }
    const leaving = await openTestPath(world, { store, limits, isDead: () => false })
    const [first, second] = await Promise.all([
      leaving.submit(intentOf({ id: 'left', limit: 50 }), signal),
      leaving.submit(intentOf({ id: 'right', limit: 50 }), signal),
    ])
    expect([first.verdict.outcome, second.verdict.outcome].sort()).toEqual(['allow', 'deny'])
  })
})

describe('between two attempts to send', () => {
  it('a halt from another process holds: nothing is sent again', async () => {
    let posts = 0
    const other = await openTestPath(world, { store, pid: 2, isDead: () => false })
    const broker = brokerOver(world, {
      async submit(): Promise<SubmitOutcome> {
        posts++
        other.setState('halted', 'Ada', 'stop')
        return { kind: 'unknown', reason: 'cut' }
      },
    })
    const path = await openTestPath(world, { broker, store, isDead: () => false })
    const { order } = await path.submit(intentOf(), signal)
    expect(posts).toBe(1)
    expect(order.state).toBe('canceled')
    expect(world.accepted).toEqual([])
  })
})

describe('an order that the broker has taken', () => {
  it('is canceled when asking says so, whatever became of the answer to the cancel', async () => {
    const broker = brokerOver(world, {
      async cancel(id) {
        await world.cancel(id)
        return { kind: 'unknown', reason: 'cut' }
      },
    })
    const path = await openTestPath(world, { broker, store })
    await path.submit(intentOf({ limit: 50 }), signal)
    expect((await path.cancel('ob-one', 'by hand', signal)).state).toBe('canceled')
  })

  it('is said not to be replaced when the request never arrived', async () => {
    const broker = brokerOver(world, { replace: async () => ({ kind: 'unknown', reason: '429' }) })
    const path = await openTestPath(world, { broker, store })
    await path.submit(intentOf({ limit: 50 }), signal)
    await expect(path.replace('ob-one', { limit: 51 }, 'by hand', signal)).rejects.toMatchObject({ kind: 'unavailable' })
    expect(path.find('one')).toMatchObject({ state: 'accepted', limit: 50 })
    expect(path.books.openOrders()).toHaveLength(1)
  })

  it('is answered although its executions cannot be read now', async () => {
    let down = false
    const broker = brokerOver(world, {
      activities: async (after) => {
        if (down) throw new OpenbellError('unavailable', '503')
        return world.activities(after)
      },
    })
    const path = await openTestPath(world, { broker, store })
    await path.submit(intentOf(), signal)
    world.print('SIMALL', 99, 1000)
    down = true
    expect((await path.settle('ob-one', 0, signal)).state).toBe('filled')
    down = false
    await path.reconcile({ accept: null }, signal)
    expect(path.books.shares('SIMALL')).toBe(10)
  })
})
