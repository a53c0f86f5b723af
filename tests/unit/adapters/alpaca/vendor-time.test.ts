import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createTradingHost } from '../../../../src/adapters/alpaca/client.ts'
import { type VendorTime, vendorTime } from '../../../../src/adapters/alpaca/vendor-time.ts'
import { HOUR, SECOND } from '../../../../src/core/time.ts'
import type { Clock } from '../../../../src/ports/clock.ts'
import { startTestPocket, type TestPocket } from '../../../support/pocket.ts'
import { createSteppedClock } from '../../../support/vendor.ts'
import { at, optionsFor } from './alpaca.ts'
import { startVendor } from './broker/vendor.ts'

const OPEN = at('2026-03-20T13:30:00Z')
let pocket: TestPocket
let time: VendorTime
let end = async () => {}
afterEach(() => end())

/** Two clocks: ours, stepped by the test, and the exchange's, which goes by the same steps times a speed. */
async function start(speed: number) {
  const clock = createSteppedClock(Date.now())
  // What the exchange does by itself between questions must not move the clock that the test steps.
  const pacing: Clock = { ...clock, sleep: (_until, signal) => delay(HOUR, undefined, { signal }) }
  pocket = await startTestPocket({ clock: pacing, speed })
  const host = createTradingHost({ ...optionsFor(pocket), clock }, pocket.url)
  time = await vendorTime(host, clock)
  end = async () => {
    time.stop()
    await host.vendor.close()
    await pocket.close()
  }
  /** Lets time pass and waits until a question that the look began is answered. */
  const pass = async (ms: number) => {
    clock.advance(ms)
    const calls = host.vendor.metrics().calls
    time.now()
    if (ms >= SECOND) await vi.waitFor(() => expect(host.vendor.metrics().calls).toBe(calls + 1))
    await delay(20)
  }
  return { clock, host, pass }
}

describe('the clock of an exchange on this machine', () => {
  it.each([0, 0.5, 1, 60])('is followed at %d times our speed', async (speed) => {
    const { clock, pass } = await start(speed)
    const begun = clock.elapsed()
    for (let i = 0; i < 4; i++) await pass(10 * SECOND)
    expect(time.now()).toBeCloseTo(pocket.now(), -2)
    // Between two questions too.
    clock.advance(900)
    expect(time.now()).toBeCloseTo(OPEN + (clock.elapsed() - begun) * speed, -2)
  })

  it('is not asked again within a second, and a step of it is no speed', async () => {
    const { clock, host, pass } = await start(1)
    await pass(500)
    expect(host.vendor.metrics().calls).toBe(1)
    await pocket.admin('/admin/step', { ms: HOUR })
    await pass(2 * SECOND)
    expect(time.now()).toBeCloseTo(OPEN + HOUR + 2500, -2)
    clock.advance(500)
    expect(time.now()).toBeCloseTo(OPEN + HOUR + 3000, -2)
  })

  it('goes on when the exchange is gone', async () => {
    const { clock } = await start(1)
    await pocket.close()
    const before = time.now()
    clock.advance(5 * SECOND)
    expect(time.now()).toBeCloseTo(before + 5 * SECOND, -2)
  })

  it('that stands still is never run ahead of, and one that is stepped is caught up with', async () => {
    const { clock, pass } = await start(0)
    clock.advance(900)
    expect(time.now()).toBe(OPEN)
    for (const [step, from] of [
      [5, 0],
      [5, 5],
      [5, 10],
    ]) {
      await pocket.admin('/admin/step', { seconds: step })
      await pass(SECOND)
      expect(time.now()).toBe(OPEN + (from + step) * SECOND)
    }
  })
})

describe('the clock of an exchange that does not state its speed', () => {
  it.each([0.5, 1, 60])('is followed at the %d times our speed that its readings show', async (speed) => {
    const clock = createSteppedClock(Date.now())
    const vendor = await startVendor()
    const exchange = () => OPEN + clock.elapsed() * speed
    vendor.answer(() => ({ status: 200, body: { timestamp: new Date(exchange()).toISOString() } }))
    const host = createTradingHost({ ...optionsFor({ url: vendor.url } as TestPocket), clock }, vendor.url)
    time = await vendorTime(host, clock)
    end = async () => {
      time.stop()
      await host.vendor.close()
      await vendor.close()
    }
    for (let i = 0; i < 4; i++) {
      clock.advance(10 * SECOND)
      const calls = host.vendor.metrics().calls
      time.now()
      await vi.waitFor(() => expect(host.vendor.metrics().calls).toBe(calls + 1))
      await delay(20)
    }
    clock.advance(900)
    expect(time.now()).toBeCloseTo(exchange(), -2)
  })
})
