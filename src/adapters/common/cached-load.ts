import { OpenbellError, throwIfAborted } from '../../core/errors.ts'
import type { Instant } from '../../core/time.ts'
import type { Log } from '../../ports/log.ts'
import type { AnswerCache } from './answer-cache.ts'
import { abortable } from './vendor-fault.ts'

/** An answer from the cache, from the vendor, or (with `staleSince`, when it was fetched) an old one because the vendor failed. */
export interface Answer<T> {
  value: T
  staleSince: Instant | null
}

export interface CacheRequest {
  /** Names the answer, not the moment: a later request for the same thing must have the same key, or no old answer can stand in. */
  key: string
  /** For answers that reach up to now: shorter than the cache's own time to live. */
  maxAgeMs?: number
  /** Whether an old answer may stand in when the vendor fails (default yes): only where the answer has a place to say since when. */
  lastResort?: boolean
}

export interface CachedLoad {
  cached<T>(request: CacheRequest, signal: AbortSignal, load: () => Promise<T>): Promise<Answer<T>>
  /** When the answer last given instead of a failed one was fetched; null once the vendor answers again. */
  staleSince(): Instant | null
}

/** Cache first, one load per key at a time, the last good answer when the vendor fails (unless the request forbids it). */
export function createCachedLoad(name: string, cache: AnswerCache, log: Log): CachedLoad {
  const loading = new Map<string, Promise<unknown>>()
  let stale: Instant | null = null

  async function loadOnce<T>(key: string, signal: AbortSignal, load: () => Promise<T>): Promise<T> {
    const shared = loading.get(key) as Promise<T> | undefined
    if (!shared) {
      const own = load().finally(() => loading.delete(key))
      loading.set(key, own)
      return own
    }
    try {
      return await abortable(shared, signal)
    } catch (thrown) {
      // Whoever started the load gave up; that must not end ours.
      if (!(thrown instanceof OpenbellError && thrown.kind === 'canceled')) throw thrown
      throwIfAborted(signal)
      return loadOnce(key, signal, load)
    }
  }

  async function cached<T>(request: CacheRequest, signal: AbortSignal, load: () => Promise<T>): Promise<Answer<T>> {
    throwIfAborted(signal)
    const kept = cache.fresh<T>(request.key, request.maxAgeMs ?? Number.POSITIVE_INFINITY)
    if (kept) return { value: kept.value, staleSince: null }
    try {
      const value = await loadOnce(request.key, signal, load)
      cache.put(request.key, value)
      stale = null
      return { value, staleSince: null }
    } catch (thrown) {
      const failed = thrown instanceof OpenbellError && thrown.kind === 'unavailable'
      const last = failed && request.lastResort !== false ? cache.any<T>(request.key) : null
      if (!last) throw thrown
      stale = last.at
      log.warn('vendor.stale', { vendor: name, answer: request.key, staleSince: last.at, reason: (thrown as Error).message })
      return { value: last.value, staleSince: last.at }
    }
  }

  return { cached, staleSince: () => stale }
}
