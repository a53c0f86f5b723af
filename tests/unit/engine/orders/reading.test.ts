import { describe, expect, it } from 'vitest'
import { createMemoryStore } from '../../../../src/adapters/memory/store.ts'
import { readBroker } from '../../../../src/engine/orders/sync.ts'
import { brokerOver, ExchangeBroker } from '../../../support/exchange-broker.ts'
import { intentOf, openTestPath } from '../../../support/order-path.ts'

const START = Date.UTC(2026, 2, 20, 15)
const signal = new AbortController().signal

async function bought() {
  const world = new ExchangeBroker(START)
  const store = createMemoryStore()
  const path = await openTestPath(world, { store })
  await path.submit(intentOf(), signal)
  return { world, store, path }
}

describe('reading an account', () => {
  it('takes fills and positions of one moment: what fills in between is read again', async () => {
    const { world } = await bought()
    let filled = false
    const broker = brokerOver(world, {
      async positions() {
        const before = await world.positions()
        if (!filled) world.print('SIMALL', 99, 1000)
        filled = true
        return before
      },
    })
    const state = await readBroker(broker, START, signal)
    expect(state.settled).toBe(true)
    expect(state.positions).toMatchObject([{ symbol: 'SIMALL', shares: 10 }])
    expect(state.activities).toHaveLength(1)
  })

  it('says so when it never holds still', async () => {
    const { world } = await bought()
    const broker = brokerOver(world, {
      async account() {
        world.print('SIMALL', 99, 10)
        return world.account()
      },
    })
    expect((await readBroker(broker, START, signal)).settled).toBe(false)
  })

  it.each([0.5, -0.5, 1e-6])('finds %d shares that nothing explains', async (more) => {
    const { world, store } = await bought()
    world.print('SIMALL', 99, 1000)
    const broker = brokerOver(world, {
      positions: async () => (await world.positions()).map((one) => ({ ...one, shares: one.shares + more })),
    })
    const path = await openTestPath(world, { store, broker })
    expect(path.opening.agreed).toBe(false)
    const unexplained = path.opening.differences.filter(({ explained }) => !explained)
    expect(unexplained).toMatchObject([{ what: 'position', symbol: 'SIMALL', ours: 10, brokers: 10 + more }])
  })
})
