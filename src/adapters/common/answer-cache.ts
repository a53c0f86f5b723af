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

/** Decoded answers by request, least recently used out first; and apart from them the last good answer of each series, of any age. */
export interface AnswerCache {
  /** A fresh answer, or null; counts a hit or a miss. */
  fresh<T>(key: string): Kept<T> | null
  lastGood<T>(series: string): Kept<T> | null
  put<T>(key: string, series: string, value: T): void
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
    // The cache takes a start of 0 for "no time to live", so a clock that starts at 0 must not show through.
    perf: { now: () => clock.elapsed() + 1 },
    dispose: (_value, _key, reason) => {
      if (reason === 'evict') counts.evictions++
    },
  })
  const last = new LRUCache<string, Kept<unknown>>({ max: Math.max(1, entries) })
  return {
    fresh<T>(key: string) {
      const kept = (cache.get(key) as Kept<T> | undefined) ?? null
      if (kept) counts.hits++
      else counts.misses++
      return kept
    },
    lastGood: <T>(series: string) => (last.get(series) as Kept<T> | undefined) ?? null,
    put(key, series, value) {
      if (!enabled) return
      const kept = { value, at: clock.now() }
      cache.set(key, kept)
      last.set(series, kept)
    },
    metrics: () => ({ entries: cache.size, ...counts, hitRatio: ratio(counts.hits, counts.hits + counts.misses) }),
    clear() {
      cache.clear()
      last.clear()
    },
  }
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole
}
