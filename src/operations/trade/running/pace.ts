import { type Instant, MINUTE } from '../../../core/time.ts'
import type { Clock } from '../../../ports/clock.ts'
import { breathe } from '../../common/breathe.ts'

/** The time that a run lives in: the present, a session of the past in quick motion, or one that leaps from minute to minute. */
export interface Pace {
  now(): Instant
  /** Resolves when that time has come; rejects `canceled` when the signal fires. */
  sleep(until: Instant, signal: AbortSignal): Promise<void>
  /** True where a broker that is asked once a second tells its news minutes late: it is asked after each bar. */
  readonly isFast: boolean
  /** Market seconds in a real one, where it can be set: a session of the past. 0 = it stands. */
  speed?: number
}

/** Longest real sleep: a clock that is not ours may run faster, or be pushed. */
const LONGEST_SLEEP = 250
const SHORTEST_SLEEP = 2

/** The present as a source tells it; an exchange on this machine may run at another speed, which shows as it goes. */
export function followingPace(now: () => Instant, clock: Clock): Pace {
  const began = { at: now(), elapsed: clock.elapsed() }
  const speed = () => {
    const elapsed = clock.elapsed() - began.elapsed
    return elapsed < SHORTEST_SLEEP ? 1 : Math.max(1, (now() - began.at) / elapsed)
  }
  return {
    now,
    isFast: false,
    async sleep(until, signal) {
      for (let left = until - now(); left > 0; left = until - now()) {
        const real = Math.max(SHORTEST_SLEEP, Math.min(LONGEST_SLEEP, left / speed()))
        await clock.sleep(clock.now() + real, signal)
      }
    },
  }
}

/** `speed` seconds of the market in a real one, from `start` on; it may be set to another, or to 0. */
export function pacedTime(start: Instant, speed: number, clock: Clock): Pace {
  let began = { at: start, elapsed: clock.elapsed(), speed }
  const now = () => began.at + (clock.elapsed() - began.elapsed) * began.speed
  return {
    now,
    get isFast() {
      return began.speed > 1
    },
    get speed() {
      return began.speed
    },
    set speed(speed: number) {
      began = { at: now(), elapsed: clock.elapsed(), speed }
    },
    async sleep(until, signal) {
      await breathe(signal)
      for (let left = until - now(); left > 0; left = until - now()) {
        const real = began.speed === 0 ? LONGEST_SLEEP : Math.min(LONGEST_SLEEP, left / began.speed)
        await clock.sleep(clock.now() + Math.max(SHORTEST_SLEEP, real), signal)
      }
    },
  }
}

/** As fast as the machine decides: time stands still while anything is done, and leaps to what is waited for. */
export function leapingTime(start: Instant): Pace {
  let at = start
  return {
    now: () => at,
    isFast: true,
    async sleep(until, signal) {
      await breathe(signal)
      at = Math.max(at, until)
    },
  }
}

/** The next whole minute after an instant. */
export function nextMinute(at: Instant): Instant {
  return (Math.floor(at / MINUTE) + 1) * MINUTE
}
