import { describe, expect, it } from 'vitest'
import { createSystemClock } from '../../src/adapters/clock/system.ts'
import { BEGINNING } from '../../src/core/time.ts'
import type { Clock } from '../../src/ports/clock.ts'
import { fixedClock } from '../support/context.ts'

const clocks: { name: string; make: () => Clock }[] = [
  { name: 'system', make: createSystemClock },
  { name: 'fixed (of the tests)', make: () => fixedClock(Date.UTC(2026, 2, 20, 20)).clock },
]

describe.each(clocks)('the Clock port, spoken by $name', ({ make }) => {
  const signal = new AbortController().signal
  const canceled = { name: 'OpenbellError', kind: 'canceled' }

  it('tells finite instants after the beginning, and an elapsed time that never goes back', async () => {
    const clock = make()
    const [now, elapsed] = [clock.now(), clock.elapsed()]
    expect(now).toBeGreaterThan(BEGINNING)
    expect(Number.isFinite(elapsed)).toBe(true)
    await clock.sleep(now + 3, signal)
    expect(clock.elapsed()).toBeGreaterThanOrEqual(elapsed)
  })

  it('sleeps until the instant, not a moment less', async () => {
    const clock = make()
    const until = clock.now() + 25
    await clock.sleep(until, signal)
    expect(clock.now()).toBeGreaterThanOrEqual(until)
  })

  it('does not sleep for what is past, and never turns back for it', async () => {
    const clock = make()
    const now = clock.now()
    await clock.sleep(now - 86_400_000, signal)
    expect(clock.now()).toBeGreaterThanOrEqual(now)
  })

  it('ends with `canceled` when the signal had fired before', async () => {
    const clock = make()
    await expect(clock.sleep(clock.now() + 86_400_000, AbortSignal.abort())).rejects.toMatchObject(canceled)
  })
})

describe('the system clock', () => {
  it('is woken by the signal in the middle of a sleep', async () => {
    const clock = createSystemClock()
    const abort = new AbortController()
    const sleep = clock.sleep(clock.now() + 86_400_000, abort.signal)
    setImmediate(() => abort.abort())
    await expect(sleep).rejects.toMatchObject({ kind: 'canceled' })
  })
})
