import { expect, it } from 'vitest'
import { createSystemClock } from '../../../../src/adapters/clock/system.ts'
import { OpenbellError } from '../../../../src/core/errors.ts'
import { NO_LIMITS } from '../../../../src/engine/risk/limits.ts'
import { quickClock } from '../../../../src/operations/drill/quick-clock.ts'
import type { BrokerEvent } from '../../../../src/ports/broker.ts'
import { brokerOver, ExchangeBroker } from '../../../support/exchange-broker.ts'
import { intentOf, openTestPath } from '../../../support/order-path.ts'

const clock = quickClock(createSystemClock(), 300)

/** Events that a test hands on one by one; each push resolves when the listener has taken it and asks for the next. */
function scripted() {
  let hand: (event: BrokerEvent) => void
  let next = new Promise<BrokerEvent>((resolve) => (hand = resolve))
  let taken: () => void = () => {}
  async function* events(signal: AbortSignal): AsyncIterable<BrokerEvent> {
    const ended = new Promise<null>((resolve) => signal.addEventListener('abort', () => resolve(null), { once: true }))
    for (;;) {
      const event = await Promise.race([next, ended])
      if (event === null) return
      next = new Promise((resolve) => (hand = resolve))
      yield event
      taken()
    }
  }
  const push = (event: BrokerEvent) =>
    new Promise<void>((resolve) => {
      taken = resolve
      hand(event)
    })
  return { events, push }
}

it('while the stream is down nothing enters, exits pass; it is up again when the gap has been read', async () => {
  const world = new ExchangeBroker(Date.UTC(2026, 2, 20, 15))
  const { events, push } = scripted()
  let deaf = 0
  const broker = brokerOver(world, {
    events,
    async positions() {
      if (deaf-- > 0) throw new OpenbellError('unavailable', '503')
      return world.positions()
    },
  })
  const path = await openTestPath(world, { broker, clock, limits: NO_LIMITS })
  const ended = new AbortController()
  const { signal } = ended
  const done = path.follow(signal, () => {}).catch(() => {})
  await push({ type: 'connected', at: world.time })
  const { order } = await path.submit(intentOf(), signal)
  expect(order.state).toBe('accepted')

  await push({ type: 'disconnected', at: world.time, reason: 'cut' })
  expect(path.updatesUp).toBe(false)
  world.print('SIMALL', 99, 1000)
  const denied = await path.submit(intentOf({ id: 'two' }), signal)
  expect(denied.verdict.rules.filter(({ outcome }) => outcome === 'deny').map(({ rule }) => rule)).toEqual(['updates'])
  const exit = { limit: 90, reason: 'exit', origin: 'person', extended: false }
  expect(await path.close('SIMALL', 4, exit, signal)).toMatchObject({ state: 'accepted', shares: 4 })

  // The broker streams again before it answers: what was missed is asked for until it does.
  deaf = 2
  await push({ type: 'connected', at: world.time })
  expect(path.updatesUp).toBe(true)
  expect(path.books.shares('SIMALL')).toBe(10)
  expect((await path.submit(intentOf({ id: 'three', limit: 80 }), signal)).order.state).toBe('accepted')
  ended.abort()
  await done
})
