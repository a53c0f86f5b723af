import { expect, it } from 'vitest'
import { createMemoryStore } from '../../../../src/adapters/memory/store.ts'
import type { BrokerOrder, SubmitOutcome } from '../../../../src/ports/broker.ts'
import { brokerOver, ExchangeBroker } from '../../../support/exchange-broker.ts'
import { intentOf, openTestPath } from '../../../support/order-path.ts'

const START = Date.UTC(2026, 2, 20, 15)
const signal = new AbortController().signal

/** An order as a stream and a flat list tell it: nobody says whose leg it is. */
function flat(order: BrokerOrder): BrokerOrder[] {
  const alone = (one: BrokerOrder): BrokerOrder => ({ ...one, parent: null, leg: null, legs: [] })
  return [alone(order), ...order.legs.map(alone)]
}

it('legs that a stream told while the answer to their entry hung are ours after the process died', async () => {
  const world = new ExchangeBroker(START)
  const store = createMemoryStore()
  const open = async () => (await world.orders({ status: 'open' })).flatMap(flat).filter(({ state }) => state === 'accepted')
  const dying = brokerOver(world, { orders: open, submit: () => new Promise<SubmitOutcome>(() => {}) })
  const path = await openTestPath(world, { broker: dying, store })
  const intent = intentOf({ legs: { stop: 95, target: 110, trail: null }, limit: 101 })
  void path.submit(intent, signal)
  await new Promise((resolve) => setImmediate(resolve))
  // The vendor has taken it all the same, filled it, and tells so.
  const [sent] = [...path.books.orders.values()]
  await world.submit({
    ...{
      clientOrderId: sent.clientOrderId,
      symbol: 'SIMALL',
      side: 'buy',
      shares: 10,
      notional: null,
      type: 'limit',
      limit: 101,
    },
    ...{ stop: null, trail: null, tif: 'day', extended: false, orderClass: 'bracket', legs: intent.legs, reduces: false },
  })
  world.print('SIMALL', 100, 1000)
  const told = await world.order({ clientOrderId: sent.clientOrderId })
  expect(told?.legs).toHaveLength(2)
  for (const order of flat(told!)) path.take(order)

  const next = await openTestPath(world, { broker: brokerOver(world, { orders: open }), store, pid: 2 })
  const legs = next.books.openOrders()
  expect(legs.map(({ type, foreign, parent }) => ({ type, foreign, parent }))).toEqual([
    { type: 'stop', foreign: false, parent: sent.clientOrderId },
    { type: 'limit', foreign: false, parent: sent.clientOrderId },
  ])
  const closing = await next.close('SIMALL', null, { limit: null, reason: 'out', origin: 'test', extended: false }, signal)
  expect(closing?.state).toBe('accepted')
  const seq = next.books.seq
  await next.reconcile({ accept: null }, signal)
  expect(next.books.seq).toBe(seq)
})
