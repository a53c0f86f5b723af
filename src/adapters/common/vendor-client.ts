import type { Instant } from '../../core/time.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { SourceMetrics } from '../../ports/market-data.ts'
import { createAnswerCache } from './answer-cache.ts'
import { type CachedLoad, createCachedLoad } from './cached-load.ts'
import { createCallMetrics } from './call-metrics.ts'
import { createCallQueue, type RateLimit, type Reserve } from './call-queue.ts'
import { createResilience, defaultTiming, type VendorTiming } from './resilience.ts'
import { createTransport } from './transport.ts'
import { createVendorFetch } from './vendor-fetch.ts'

export interface VendorClientOptions {
  /** Names the vendor in messages and logs. */
  name: string
  clock: Clock
  log: Log
  rateLimit: RateLimit
  /** Limit of one attempt, body included. */
  timeoutMs: number
  cacheEntries: number
  cacheSeconds: number
  /** Attempts under way at once, which is also the size of the connection pool. */
  concurrency: number
  /** Room for calls that change something at the vendor; default none. */
  reserve?: Reserve
  timing?: Partial<VendorTiming>
}

/**
 * Calls to one vendor. `fetch` has the standard's shape, so that a vendor's library can be handed it; it resolves with the whole body read.
 * Answers of 2xx, 3xx (asked for as `manual`) and 4xx but 429 resolve; 429 and 5xx of GET and HEAD are retried and then reject with
 * `unavailable`, of other methods they resolve after the single attempt. `init.signal` ends the call with `canceled`.
 */
export interface VendorClient {
  fetch: typeof fetch
  /** Cache first; concurrent requests of one key share a load; `load` decodes and throws `unavailable` when the vendor failed. */
  cached: CachedLoad['cached']
  /** Tells the metrics the time of the newest datum seen. */
  noteData(newest: Instant): void
  metrics(): SourceMetrics
  close(): Promise<void>
}

/** Retries, breaker, rate limit, deadlines, keep-alive pool, cache and metrics in front of a vendor. */
export function createVendorClient(options: VendorClientOptions): VendorClient {
  const { name, clock, log, concurrency, timeoutMs } = options
  const calls = createCallMetrics()
  const queue = createCallQueue(options.rateLimit, concurrency, clock, options.reserve)
  const resilience = createResilience({ name, clock, log, timing: { ...defaultTiming, ...options.timing } })
  const transport = createTransport({ name, timeoutMs, connections: concurrency, now: () => clock.now() })
  const cache = createAnswerCache({ clock, entries: options.cacheEntries, seconds: options.cacheSeconds })
  const load = createCachedLoad(name, cache, log)
  const started = clock.elapsed()
  let newest: Instant | null = null
  return {
    fetch: createVendorFetch({ name, clock, log, calls, queue, resilience, transport }),
    cached: load.cached,
    noteData(at) {
      if (newest === null || at > newest) newest = at
    },
    metrics: () => ({
      ...calls.read(),
      retries: resilience.retries(),
      cache: cache.metrics(),
      breaker: resilience.breaker(),
      rateLimit: queue.metrics(),
      connections: transport.connections(),
      newestDataAgeMs: newest === null ? null : Math.max(0, clock.now() - newest),
      staleSince: load.staleSince(),
      uptimeMs: clock.elapsed() - started,
    }),
    async close() {
      cache.clear()
      await transport.close()
    },
  }
}
