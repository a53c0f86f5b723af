import type { Instant } from '../core/time.ts'
import type { Clock } from '../ports/clock.ts'
import { type FaultPlan, lengthOf } from './faults/fault-plan.ts'

/** The exchange's own time: runs at a speed from a start, and can be pushed forward; it never goes back. */
export interface ExchangeTime {
  now(): Instant
  /** Moves time forward by so many milliseconds (never back) and returns the new instant. */
  step(ms: number): Instant
  readonly start: Instant
  readonly speed: number
}

/** Time from `start` on, `speed` exchange seconds for each second of the clock; speed 0 stands still until stepped. */
export function createExchangeTime(start: Instant, speed: number, clock: Clock): ExchangeTime {
  const begun = clock.elapsed()
  let stepped = 0
  const now = () => start + stepped + (clock.elapsed() - begun) * speed
  return {
    start,
    speed,
    now,
    step(ms) {
      stepped += Math.max(0, ms)
      return now()
    },
  }
}

/** The same time with scripted leaps: when it comes to a leap's instant, it is at once so much later. */
export function withClockJumps(time: ExchangeTime, plan: FaultPlan): ExchangeTime {
  const now = () => {
    while (plan.next('clock-jump') <= time.now())
      for (const jump of plan.due('clock-jump', time.now())) time.step(lengthOf(jump.by))
    return time.now()
  }
  return {
    start: time.start,
    speed: time.speed,
    now,
    step(ms) {
      time.step(ms)
      return now()
    },
  }
}
