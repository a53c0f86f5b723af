import { expect, it } from 'vitest'
import { ExchangeBroker } from '../../../support/exchange-broker.ts'
import { intentOf, openTestPath } from '../../../support/order-path.ts'

const signal = new AbortController().signal

it('what the books began with is not counted again when the broker tells it later', async () => {
  const world = new ExchangeBroker(Date.UTC(2026, 2, 20, 15))
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
