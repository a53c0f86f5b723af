import { describe, expect, it } from 'vitest'
import type { OrderPath } from '../../../../../src/engine/orders/types.ts'
import { Following } from '../../../../../src/operations/trade/running/following.ts'
import type { Clock } from '../../../../../src/ports/clock.ts'

describe('listening to order updates', () => {
  it('is given up at once where it is left before the stream is up', async () => {
    let time = 0
    // Each look at it passes a millisecond, so that what spins ends and is seen.
    const clock: Clock = {
      now: () => time++,
      elapsed: () => time,
      sleep: (_, signal) =>
        new Promise((_, reject) => {
          if (signal.aborted) reject(signal.reason)
          signal.addEventListener('abort', () => reject(signal.reason), { once: true })
        }),
    }
    const path = {
      follow: (signal: AbortSignal) => new Promise((done) => signal.addEventListener('abort', done, { once: true })),
    } as unknown as OrderPath
    const leaving = new AbortController()
    const following = new Following(path, clock, leaving.signal)
    const connected = following.connected()
    leaving.abort()
    await expect(connected).rejects.toMatchObject({ kind: 'canceled' })
    await following.stop()
    expect(time).toBeLessThan(10)
  })
})
