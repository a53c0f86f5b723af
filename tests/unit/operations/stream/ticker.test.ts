import { describe, expect, it } from 'vitest'
import { MINUTE, SECOND } from '../../../../src/core/time.ts'
import type { ManagedStream } from '../../../../src/engine/stream/types.ts'
import { Ticker } from '../../../../src/operations/stream/ticker.ts'
import { leapingTime, type Pace } from '../../../../src/operations/trade/running/pace.ts'

const OPEN = Date.UTC(2026, 2, 20, 13, 30)

/** A stream that closes every minute it is taken over, and notes where it was taken to. */
function minuteStream(looks: number[]): ManagedStream {
  let last = OPEN
  const advance = async (to: number) => {
    looks.push(to)
    const closed: number[] = []
    for (let at = (Math.floor(last / MINUTE) + 1) * MINUTE; at <= to; at += MINUTE) closed.push(at)
    last = to
    return closed
  }
  return { advance } as ManagedStream
}

function tickerOf(pace: Pace, looks: number[], more: Partial<ConstructorParameters<typeof Ticker>[0]> = {}) {
  return new Ticker({
    managed: minuteStream(looks),
    pace,
    step: () => 7 * SECOND,
    until: OPEN + 3 * MINUTE,
    leaps: false,
    room: async () => {},
    onLook() {},
    signal: new AbortController().signal,
    ...more,
  })
}

async function minutesOf(ticker: Ticker): Promise<number[]> {
  const minutes: number[] = []
  for await (const minute of ticker.minutes()) minutes.push(minute)
  return minutes
}

describe('the ticks of a session', () => {
  it('look after each step and at the end of each minute, up to the end, and hand every minute on once', async () => {
    const looks: number[] = []
    const ticker = tickerOf(leapingTime(OPEN), looks)
    const [minutes] = await Promise.all([minutesOf(ticker), ticker.run()])
    expect(minutes).toEqual([1, 2, 3].map((n) => OPEN + n * MINUTE))
    for (const minute of minutes) expect(looks).toContain(minute)
    expect(looks).toContain(OPEN + 7 * SECOND)
    expect(looks.at(-1)).toBe(OPEN + 3 * MINUTE)
    expect(looks).toEqual([...looks].sort((a, b) => a - b))
  })

  it('stand still in leaping time while a minute is dealt with', async () => {
    const looks: number[] = []
    const pace = leapingTime(OPEN)
    const ticker = tickerOf(pace, looks, { leaps: true })
    const running = ticker.run()
    const seen: number[][] = []
    for await (const minute of ticker.minutes()) {
      await new Promise((resolve) => setTimeout(resolve, 2))
      seen.push([minute, pace.now()])
    }
    await running
    expect(seen).toEqual([1, 2, 3].map((n) => [OPEN + n * MINUTE, OPEN + n * MINUTE]))
  })

  it('end at once when the signal fires, also while a minute waits for somebody', async () => {
    const stop = new AbortController()
    const ticker = tickerOf(leapingTime(OPEN), [], { leaps: true, signal: stop.signal })
    const running = ticker.run()
    await new Promise((resolve) => setTimeout(resolve, 5))
    stop.abort()
    await running
    expect(await minutesOf(ticker)).toEqual([OPEN + MINUTE])
  })

  it('look at once when they are nudged', async () => {
    const looks: number[] = []
    let now = OPEN
    const pace: Pace = {
      now: () => now,
      isFast: false,
      sleep: (_, signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('canceled')))),
    }
    const stop = new AbortController()
    const ticker = tickerOf(pace, looks, { signal: stop.signal })
    const running = ticker.run()
    now = OPEN + 1234
    await new Promise((resolve) => setImmediate(resolve))
    ticker.nudge()
    await new Promise((resolve) => setImmediate(resolve))
    expect(looks).toEqual([OPEN + 1234])
    stop.abort()
    await running
  })

  it('hand on what the stream throws', async () => {
    const managed = { advance: () => Promise.reject(new Error('no more')) } as unknown as ManagedStream
    const ticker = tickerOf(leapingTime(OPEN), [], { managed })
    await expect(ticker.run()).rejects.toThrow('no more')
    await expect(minutesOf(ticker)).rejects.toThrow('no more')
  })
})
