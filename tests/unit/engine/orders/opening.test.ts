import { expect, it } from 'vitest'
import { createMemoryStore } from '../../../../src/adapters/memory/store.ts'
import { ExchangeBroker } from '../../../support/exchange-broker.ts'
import { intentOf, openTestPath } from '../../../support/order-path.ts'

const signal = new AbortController().signal
const START = Date.UTC(2026, 2, 20, 15)

it('what the books began with is not counted again when the broker tells it later', async () => {
  const world = new ExchangeBroker(START)
  const before = await openTestPath(world)
  await before.submit(intentOf(), signal)
  world.print('SIMALL', 99, 1000)
  expect(world.activitiesSoFar).toHaveLength(1)

  const path = await openTestPath(world)
  await path.submit(intentOf({ id: 'two', limit: 50 }), signal)
  expect((await path.reconcile({ accept: null }, signal)).agreed).toBe(true)
  expect(path.books.shares('SIMALL')).toBe(10)
  expect(path.books.cash).toBe(world.exchange.account.cash)
})

it('two processes that start an account at once begin its books once', async () => {
  const world = new ExchangeBroker(START)
  const store = createMemoryStore()
  const [one, other] = await Promise.all([1, 2].map((pid) => openTestPath(world, { store, pid, isDead: () => false })))
  await Promise.all([one.submit(intentOf(), signal), other.submit(intentOf({ id: 'two' }), signal)])
  const kinds = store.journal.read('alpaca-paper:PA3TEST', 0).map(({ kind }) => kind)
  expect(kinds.filter((kind) => kind === 'opened')).toHaveLength(1)
  expect(world.accepted).toHaveLength(2)
})
