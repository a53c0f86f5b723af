import { expect } from 'vitest'
import { HOUR, type Instant, MINUTE, SECOND } from '../../../../src/core/time.ts'
import { createSocket, type SocketScript } from './socket.ts'
import { type Managed, type ManagedOptions, manage, OPEN, ownBars, settle, simulated } from './support.ts'

/** Half an hour into the session. */
export const TEN = OPEN + 30 * MINUTE

/** A managed stream on a scripted socket; every step pushes what has happened, then advances. */
export async function listen(script: SocketScript = {}, options: Partial<ManagedOptions> = {}) {
  const socket = createSocket(script)
  const managed = await manage({
    source: (now) => socket.source(now),
    start: TEN + 5 * SECOND,
    from: OPEN,
    symbols: ['WOVNAX', 'SELTAR'],
    ...options,
  })
  const go = async (at: Instant, step = SECOND): Promise<Instant[]> => {
    const ends: Instant[] = []
    for (let now = managed.now() + step; now <= at; now += step) {
      managed.set(now)
      await socket.push(now)
      ends.push(...(await managed.stream.advance(now)))
      await settle(1)
    }
    return ends
  }
  return {
    ...managed,
    socket,
    go,
    states: (symbol: string | null) => managed.news.filter((one) => one.symbol === symbol).map(({ state }) => state),
  }
}

/** The closed bars are those that the source has itself. */
export async function expectWhole(managed: Managed, symbol: string, from: Instant, to: Instant): Promise<void> {
  const { closed } = managed.stream.tapes.get(symbol)!
  const own = await ownBars(
    simulated(() => to + HOUR),
    symbol,
    from,
    to,
  )
  const have = own.map(({ time }) => {
    const row = closed.time.subarray(0, closed.length).indexOf(time)
    return { time, values: [closed.open[row], closed.high[row], closed.low[row], closed.close[row], closed.volume[row]] }
  })
  expect(have).toEqual(own)
}

/** No bar is told twice as new. */
export function expectOnceNew(managed: Managed): void {
  const fresh = managed.bars.filter(({ revised }) => !revised).map(({ symbol, time }) => `${symbol} ${time}`)
  expect(new Set(fresh).size).toBe(fresh.length)
}
