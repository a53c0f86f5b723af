import { createHistogram } from 'node:perf_hooks'

/** Counts and latencies of the calls to one vendor. */
export interface CallMetrics {
  call(): void
  failed(): void
  /** Wall time of one attempt in milliseconds. */
  attempt(ms: number): void
  /** The vendor's own time, as its answer's Date header gave it, and ours when it came. */
  vendorClock(theirs: number, ours: number): void
  read(): {
    calls: number
    errors: number
    p50: number | null
    p95: number | null
    p99: number | null
    clockSkewMs: number | null
  }
}

/** Latencies are kept in a histogram of microseconds: bounded memory, whatever the number of calls. */
export function createCallMetrics(): CallMetrics {
  const histogram = createHistogram()
  let calls = 0
  let errors = 0
  let clockSkewMs: number | null = null
  const percentile = (share: number) => (histogram.count === 0 ? null : histogram.percentile(share) / 1000)
  return {
    call: () => {
      calls++
    },
    failed: () => {
      errors++
    },
    attempt: (ms) => histogram.record(Math.max(1, Math.round(ms * 1000))),
    vendorClock: (theirs, ours) => {
      if (Number.isFinite(theirs)) clockSkewMs = ours - theirs
    },
    read: () => ({ calls, errors, p50: percentile(50), p95: percentile(95), p99: percentile(99), clockSkewMs }),
  }
}
