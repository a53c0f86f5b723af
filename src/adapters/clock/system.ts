import { setTimeout as delay } from 'node:timers/promises'
import { throwIfAborted } from '../../core/errors.ts'
import type { Clock } from '../../ports/clock.ts'

/** The machine's clock: the one place that reads it. */
export function createSystemClock(): Clock {
  return {
    now: () => Date.now(),
    elapsed: () => performance.now(),
    async sleep(until, signal) {
      throwIfAborted(signal)
      // Long sleeps are cut so that a suspended laptop wakes up on time.
      for (let left = until - Date.now(); left > 0; left = until - Date.now()) {
        await delay(Math.min(left, 30_000), undefined, { signal }).catch(() => throwIfAborted(signal))
      }
    },
  }
}
