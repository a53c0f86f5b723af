import { MINUTE, SECOND } from '../../core/time.ts'

/** A restart gets so long to help. */
export const RESTART_PATIENCE = 10 * SECOND
/** A stretch of health after which restarts may come quickly again. */
export const HEALTHY = 2 * MINUTE

/** Restarts that do not help come ever more rarely: half a minute, then twice as long each time, five minutes at most. */
const FIRST_PAUSE = 30 * SECOND
const LONGEST_PAUSE = 5 * MINUTE

/** Pause after so many restarts that did not help, in milliseconds. */
export function pauseAfter(attempts: number): number {
  return Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** Math.min(attempts, 10))
}
