import PQueue from 'p-queue'
import type { Clock } from '../../ports/clock.ts'
import type { SourceMetrics } from '../../ports/market-data.ts'
import { canceled } from './vendor-fault.ts'

export interface RateLimit {
  limit: number
  perMs: number
}

/** Attempts wait here for their turn: at most `concurrency` at once and `limit` in any window of `perMs`. */
export interface CallQueue {
  /** The waiting call of the highest priority starts first. */
  add<T>(attempt: () => Promise<T>, signal: AbortSignal | null, priority?: number): Promise<T>
  /** Starts nothing for so long: the vendor said that we ask too fast, and every waiting call would hear the same. */
  hold(ms: number): void
  metrics(): SourceMetrics['rateLimit']
}

const never = new AbortController().signal

/** A queue that keeps to the vendor's rule over a sliding window, so that no burst straddles two windows. */
export function createCallQueue(rate: RateLimit, concurrency: number, clock: Clock): CallQueue {
  const queue = new PQueue({ concurrency, intervalCap: rate.limit, interval: rate.perMs, strict: true })
  let starts: number[] = []
  const recent = () => {
    const horizon = clock.elapsed() - rate.perMs
    starts = starts.filter((at) => at > horizon)
    return starts.length
  }
  let heldUntil = 0
  const held = async (signal: AbortSignal) => {
    if (clock.elapsed() < heldUntil) await clock.sleep(clock.now() + heldUntil - clock.elapsed(), signal)
  }
  return {
    hold(ms) {
      heldUntil = Math.max(heldUntil, clock.elapsed() + ms)
    },
    async add(attempt, signal, priority = 0) {
      try {
        return await queue.add(
          async () => {
            await held(signal ?? never)
            recent()
            starts.push(clock.elapsed())
            return attempt()
          },
          { signal: signal ?? undefined, priority },
        )
      } catch (thrown) {
        if (signal?.aborted) throw canceled(signal)
        throw thrown
      }
    },
    metrics: () => ({ limit: rate.limit, perMs: rate.perMs, used: recent(), waiting: queue.size }),
  }
}
