import { describe, expect, it } from 'vitest'
import { createSystemClock } from '../../../../src/adapters/clock/system.ts'
import { quickClock } from '../../../../src/operations/drill/quick-clock.ts'
import type { BrokerEvent } from '../../../../src/ports/broker.ts'
import { brokerOver, ExchangeBroker, SYMBOLS } from '../../../support/exchange-broker.ts'
import { intentOf, openTestPath } from '../../../support/order-path.ts'

const START = Date.UTC(2026, 2, 20, 15)
const [SYMBOL] = SYMBOLS

/** Half a minute in a tenth of a second. */
const clock = quickClock(createSystemClock(), 300)

/** A broker whose stream connects and then never says a word, and an account that listens to it. */
async function muteLine() {
  const world = new ExchangeBroker(START)
  let connections = 0
  async function* events(signal: AbortSignal): AsyncIterable<BrokerEvent> {
    connections++
    yield { type: 'connected', at: world.time }
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
  }
  const path = await openTestPath(world, { broker: brokerOver(world, { events }), clock })
  const ended = new AbortController()
  const heard: (boolean | null)[] = []
  const done = path.follow(ended.signal, () => heard.push(path.updatesUp)).catch(() => {})
  const waitFor = async (what: () => boolean) => {
    while (!what()) await clock.sleep(clock.now() + 1000, ended.signal)
  }
  await waitFor(() => path.updatesUp === true)
  const end = async () => {
    ended.abort()
    await done
  }
  return { world, path, heard, waitFor, end, connections: () => connections }
}

const { signal } = new AbortController()
const order = intentOf({ symbol: SYMBOL, shares: 10, limit: 99 })

describe('a stream that is open and mute', () => {
  it('is found out by a fill that only asking brings, and left for a new one', { timeout: 20_000 }, async () => {
    const { world, path, heard, waitFor, end, connections } = await muteLine()
    await path.submit(order, signal)
    world.print(SYMBOL, 98, 1000)
    await waitFor(() => connections() === 2 && path.updatesUp === true)
    expect(path.books.shares(SYMBOL)).toBe(10)
    expect(heard).toContain(false)
    await end()
  })

  it('brings the end of an order too, when it was canceled from elsewhere', { timeout: 20_000 }, async () => {
    const { world, path, waitFor, end, connections } = await muteLine()
    const { order: sent } = await path.submit(order, signal)
    await world.cancel(sent.brokerId!)
    await waitFor(() => connections() === 2)
    expect(path.find(sent.clientOrderId).state).toBe('canceled')
    await end()
  })

  it('is left in peace while nothing happens that it should have told', { timeout: 20_000 }, async () => {
    const { path, waitFor, end, connections } = await muteLine()
    await path.submit(order, signal)
    const until = clock.now() + 100_000
    await waitFor(() => clock.now() >= until)
    expect(connections()).toBe(1)
    expect(path.updatesUp).toBe(true)
    await end()
  })
})
