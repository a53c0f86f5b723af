import PQueue from 'p-queue'
import type { Clock } from '../../ports/clock.ts'
import type { SourceMetrics } from '../../ports/market-data.ts'
import { canceled } from './vendor-fault.ts'

export interface RateLimit {
  limit: number
  perMs: number
}

/** Room that only urgent calls may use, so that none of them waits behind a crowd of others. */
export interface Reserve {
  /** Of the calls of a window. */
  calls: number
  /** Of the attempts under way at once. */
  slots: number
}

/** Attempts wait here for their turn: at most `concurrency` at once and `limit` in any window of `perMs`. */
export interface CallQueue {
  /** An urgent call starts before all that wait. */
  add<T>(attempt: () => Promise<T>, signal: AbortSignal | null, urgent?: boolean): Promise<T>
  /** Starts nothing for so long: the vendor said that we ask too fast, and every waiting call would hear the same. */
  hold(ms: number): void
  metrics(): SourceMetrics['rateLimit']
}

const never = new AbortController().signal
const NOTHING: Reserve = { calls: 0, slots: 0 }

/** A queue that keeps to the vendor's rule over a sliding window, so that no burst straddles two windows. */
export function createCallQueue(rate: RateLimit, concurrency: number, clock: Clock, reserve: Reserve = NOTHING): CallQueue {
  const room = (slots: number, calls: number) =>
    new PQueue({ concurrency: slots, intervalCap: calls, interval: rate.perMs, strict: true })
  const queue = room(concurrency, rate.limit)
  // Calls that are not urgent come through a narrower door first.
  const door =
    reserve === NOTHING ? null : room(Math.max(1, concurrency - reserve.slots), Math.max(1, rate.limit - reserve.calls))
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
    async add(attempt, signal, urgent = false) {
      try {
        const options = { signal: signal ?? undefined, priority: urgent ? 1 : 0 }
        const enter = () =>
          queue.add(async () => {
            await held(signal ?? never)
            recent()
            starts.push(clock.elapsed())
            return attempt()
          }, options)
        return await (urgent || !door ? enter() : door.add(enter, options))
      } catch (thrown) {
        if (signal?.aborted) throw canceled(signal)
        throw thrown
      }
    },
    metrics: () => ({ limit: rate.limit, perMs: rate.perMs, used: recent(), waiting: queue.size + (door?.size ?? 0) }),
  }
}
