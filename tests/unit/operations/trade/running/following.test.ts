import { describe, expect, it } from 'vitest'
import type { OrderPath } from '../../../../../src/engine/orders/types.ts'
import { Following } from '../../../../../src/operations/trade/running/following.ts'
import type { Clock } from '../../../../../src/ports/clock.ts'

/** Each look at it passes a millisecond, so that what spins ends and is seen. */
function lookedAtClock() {
  const looks = { time: 0 }
  const clock: Clock = {
    now: () => looks.time++,
    elapsed: () => looks.time,
    sleep: (_, signal) =>
      new Promise((_, reject) => {
        if (signal.aborted) reject(signal.reason)
        signal.addEventListener('abort', () => reject(signal.reason), { once: true })
      }),
  }
  return { looks, clock }
}

const path = {
  follow: (signal: AbortSignal) => new Promise((done) => signal.addEventListener('abort', done, { once: true })),
} as unknown as OrderPath

describe('listening to order updates', () => {
  it('is given up at once where it is left before the stream is up', async () => {
    const { looks, clock } = lookedAtClock()
    const leaving = new AbortController()
    const following = new Following(path, clock, leaving.signal)
    const connected = following.connected()
    leaving.abort()
    await expect(connected).rejects.toMatchObject({ kind: 'canceled' })
    await following.stop()
    expect(looks.time).toBeLessThan(10)
  })

  it('lets what is awaited end where it is left meanwhile, however many turns of the event loop that takes', async () => {
    const { looks, clock } = lookedAtClock()
    const leaving = new AbortController()
    const following = new Following(path, clock, leaving.signal)
    const last = new Promise<string>((resolve) => setImmediate(() => setImmediate(() => resolve('the last bar'))))
    leaving.abort()
    let news: string | null = null
    while (news === null && looks.time < 1000) news = await following.untilNews(last, false)
    await following.stop()
    expect(news).toBe('the last bar')
    expect(looks.time).toBeLessThan(10)
  })
})
