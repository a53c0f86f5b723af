import type { Instant } from '../core/time.ts'

/** Time comes through here and nowhere else, so that everything replays. */
export interface Clock {
  now(): Instant
  /** Milliseconds that only go forward; for measuring, never for data. */
  elapsed(): number
  /** Resolves at the instant, or rejects `canceled` when the signal fires. */
  sleep(until: Instant, signal: AbortSignal): Promise<void>
}
