import { setImmediate as turn } from 'node:timers/promises'
import type { Clock } from '../../src/ports/clock.ts'

export interface StepClock extends Clock {
  /** Milliseconds that each sleep asked for, in order. */
  readonly sleeps: number[]
  /** Sleepers that wait now. */
  readonly waiting: number
  /** Wakes whoever sleeps, time having passed, and lets them run until they sleep again. */
  step(): Promise<void>
}

/** A clock that stands still until it is stepped: every sleeper wakes then, as if its time had come. */
export function stepClock(start: number): StepClock {
  let now = start
  const sleepers = new Set<() => void>()
  const sleeps: number[] = []
  return {
    now: () => now,
    elapsed: () => now - start,
    sleep(until, signal) {
      sleeps.push(until - now)
      return new Promise((resolve) => {
        const wake = () => {
          sleepers.delete(wake)
          resolve()
        }
        sleepers.add(wake)
        signal.addEventListener('abort', wake, { once: true })
      })
    },
    sleeps,
    get waiting() {
      return sleepers.size
    },
    async step() {
      now += Math.max(1, sleeps.at(-1) ?? 1)
      for (const wake of [...sleepers]) wake()
      for (let i = 0; i < 50; i++) await turn()
    },
  }
}
