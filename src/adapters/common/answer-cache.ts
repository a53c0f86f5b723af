import { LRUCache } from 'lru-cache'
import type { Instant } from '../../core/time.ts'
import type { Clock } from '../../ports/clock.ts'
import type { SourceMetrics } from '../../ports/market-data.ts'

export interface CacheOptions {
  clock: Clock
  entries: number
  seconds: number
}

/** A kept answer and when it was fetched. */
export interface Kept<T> {
  value: T
  at: Instant
}

/** Decoded answers by request, least recently used out first. An answer past its time stays as a last resort until room is needed. */
export interface AnswerCache {
  /** An answer younger than both the cache's time to live and `maxAgeMs`, or null; counts a hit or a miss. */
  fresh<T>(key: string, maxAgeMs: number): Kept<T> | null
  /** An answer of any age, or null; counts nothing. */
  any<T>(key: string): Kept<T> | null
  put<T>(key: string, value: T): void
  metrics(): SourceMetrics['cache']
  clear(): void
}

/** An LRU cache with a time to live; `entries` or `seconds` of 0 keeps nothing. */
export function createAnswerCache({ clock, entries, seconds }: CacheOptions): AnswerCache {
  const counts = { hits: 0, misses: 0, evictions: 0 }
  const enabled = entries > 0 && seconds > 0
  const cache = new LRUCache<string, Kept<unknown>>({
    max: Math.max(1, entries),
    ttl: Math.max(1, seconds * 1000),
    noDeleteOnStaleGet: true,
    ttlResolution: 0,
    // The cache takes a start of 0 for "no time to live", so a clock that starts at 0 must not show through.
    perf: { now: () => clock.elapsed() + 1 },
    dispose: (_value, _key, reason) => {
      if (reason === 'evict') counts.evictions++
    },
  })
  return {
    fresh<T>(key: string, maxAgeMs: number) {
      const kept = (cache.get(key) as Kept<T> | undefined) ?? null
      const usable = kept !== null && clock.now() - kept.at < maxAgeMs
      if (usable) counts.hits++
      else counts.misses++
      return usable ? kept : null
    },
    any: <T>(key: string) => (cache.peek(key, { allowStale: true }) as Kept<T> | undefined) ?? null,
    put(key, value) {
      if (enabled) cache.set(key, { value, at: clock.now() })
    },
    metrics: () => ({ entries: cache.size, ...counts, hitRatio: ratio(counts.hits, counts.hits + counts.misses) }),
    clear: () => cache.clear(),
  }
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole
}
