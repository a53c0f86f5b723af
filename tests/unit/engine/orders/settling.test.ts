import { beforeEach, describe, expect, it } from 'vitest'
import { createMemoryStore } from '../../../../src/adapters/memory/store.ts'
import { SECOND } from '../../../../src/core/time.ts'
import type { Broker, SubmitOutcome } from '../../../../src/ports/broker.ts'
import type { Store } from '../../../../src/ports/store.ts'
import { fixedClock } from '../../../support/context.ts'
import { brokerOver, ExchangeBroker } from '../../../support/exchange-broker.ts'
import { intentOf, openTestPath } from '../../../support/order-path.ts'

const START = Date.UTC(2026, 2, 20, 15)
const signal = new AbortController().signal
let world: ExchangeBroker
let store: Store
let posts: number

beforeEach(() => {
  world = new ExchangeBroker(START)
  store = createMemoryStore()
  posts = 0
})

const counted = (changes: Partial<Broker>) => brokerOver(world, changes)

/** Sends arrive, and their answers are lost. */
const losing = async (request: Parameters<Broker['submit']>[0]): Promise<SubmitOutcome> => {
  posts++
  await world.submit(request)
  return { kind: 'unknown', reason: 'timeout' }
}

describe('the fate of an order', () => {
  it('is not an absence while the broker may not see yet what it has just taken', async () => {
    const time = fixedClock(START)
    const late = START + 0.9 * SECOND
    const broker = counted({ submit: losing, order: async (by) => (time.clock.now() < late ? null : world.order(by)) })
    const path = await openTestPath(world, { broker, store, clock: time.clock })
    const { order } = await path.submit(intentOf(), signal)
    expect({ posts, state: order.state }).toEqual({ posts: 1, state: 'accepted' })
  })

  it('is unknown, and nothing is sent again, where the id was used before and the broker does not have it', async () => {
    const broker = counted({
      async submit() {
        posts++
        return { kind: 'duplicate' }
      },
    })
    const path = await openTestPath(world, { broker, store })
    const { order } = await path.submit(intentOf(), signal)
    expect({ posts, state: order.state }).toEqual({ posts: 1, state: 'unknown' })
  })

  it.each([
    ['of the other side', { side: 'sell' as const }],
    ['of another symbol', { symbol: 'SIMBIG' }],
  ])('is a refusal where its id belongs to an order %s', async (_, of) => {
    const path = await openTestPath(world, {
      store,
      broker: counted({
        async submit(request) {
          await world.submit({ ...request, ...of })
          return { kind: 'duplicate' }
        },
      }),
    })
    const { order } = await path.submit(intentOf(), signal)
    expect(order).toMatchObject({ state: 'rejected', brokerId: null, symbol: 'SIMALL', side: 'buy' })
    expect(order.reason).toContain('another order')
  })

  it('is left to a living process for a minute, and asked for after that', async () => {
    const hanging = await openTestPath(world, { store, broker: counted({ submit: () => new Promise(() => {}) }) })
    void hanging.submit(intentOf(), signal)
    await new Promise((resolve) => setTimeout(resolve, 20))
    const alive = { store, isDead: () => false, limits: null }
    const soon = await openTestPath(world, { ...alive, pid: 2, clock: fixedClock(START + 59 * SECOND).clock })
    expect(soon.opening.settled).toEqual([])
    const later = await openTestPath(world, { ...alive, pid: 3, clock: fixedClock(START + 61 * SECOND).clock })
    expect(later.opening.settled).toMatchObject([{ clientOrderId: 'ob-one', state: 'canceled' }])
    expect(world.accepted).toEqual([])
  })
})
