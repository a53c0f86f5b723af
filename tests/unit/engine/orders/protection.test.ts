import { expect, it } from 'vitest'
import { brokerOver, ExchangeBroker } from '../../../support/exchange-broker.ts'
import { intentOf, openTestPath } from '../../../support/order-path.ts'

const signal = new AbortController().signal

it('protection that the broker refuses leaves the position protected as it was', async () => {
  const world = new ExchangeBroker(Date.UTC(2026, 2, 20, 15))
  const broker = brokerOver(world, {
    async submit(request) {
      if (request.orderClass === 'oco') return { kind: 'rejected', reason: 'no pairs today', code: null }
      return world.submit(request)
    },
  })
  const path = await openTestPath(world, { broker })
  await path.submit(intentOf(), signal)
  world.print('SIMALL', 99, 1000)
  await path.protect('SIMALL', { stop: 90 }, 'protect', signal)
  const [pair] = await path.protect('SIMALL', { target: 120 }, 'a pair', signal)
  expect(pair).toMatchObject({ state: 'rejected', reason: 'no pairs today' })
  expect(path.books.openOrders()).toMatchObject([{ type: 'stop', stop: 90, shares: 10, side: 'sell', state: 'accepted' }])
})
