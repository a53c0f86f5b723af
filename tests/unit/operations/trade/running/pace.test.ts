import { describe, expect, it } from 'vitest'
import { MINUTE, SECOND } from '../../../../../src/core/time.ts'
import { followingPace, leapingTime, nextMinute, pacedTime } from '../../../../../src/operations/trade/running/pace.ts'
import { fixedClock } from '../../../../support/context.ts'

const START = Date.UTC(2026, 2, 20, 13, 30)
const signal = new AbortController().signal

describe('the time of a run', () => {
  it('leaps to what is waited for, and never back', async () => {
    const pace = leapingTime(START)
    await pace.sleep(START + MINUTE, signal)
    await pace.sleep(START + SECOND, signal)
    expect(pace.now()).toBe(START + MINUTE)
  })

  it('runs at a speed: a minute of the market is so much less of ours', async () => {
    const { clock } = fixedClock(1_000_000)
    const pace = pacedTime(START, 60, clock)
    await pace.sleep(START + MINUTE, signal)
    expect(pace.now()).toBeGreaterThanOrEqual(START + MINUTE)
    expect(clock.elapsed()).toBe(SECOND)
    expect(pace.isFast).toBe(true)
    expect(pacedTime(START, 1, clock).isFast).toBe(false)
  })

  it('follows a clock that is not ours, whatever its speed, and a push of it', async () => {
    const { clock, set } = fixedClock(1_000_000)
    let pushed = 0
    const theirs = () => START + pushed + clock.elapsed() * 300
    const pace = followingPace(theirs, clock)
    await pace.sleep(START + MINUTE, signal)
    expect(pace.now()).toBeGreaterThanOrEqual(START + MINUTE)
    expect(clock.elapsed()).toBeLessThan(SECOND)
    pushed = 10 * MINUTE
    const before = clock.now()
    await pace.sleep(START + 10 * MINUTE, signal)
    expect(clock.now()).toBe(before)
    set(before)
  })

  it('ends a sleep with the run', async () => {
    const over = AbortSignal.abort()
    const { clock } = fixedClock(0)
    for (const pace of [leapingTime(START), pacedTime(START, 1, clock), followingPace(() => START, clock)]) {
      await expect(pace.sleep(START + MINUTE, over)).rejects.toThrow(/interrupted/)
    }
  })

  it('knows the next whole minute', () => {
    expect(nextMinute(START)).toBe(START + MINUTE)
    expect(nextMinute(START + 1)).toBe(START + MINUTE)
    expect(nextMinute(START - 1)).toBe(START)
  })
})
