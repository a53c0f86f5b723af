import { MINUTE } from '../core/time.ts'
import type { Clock } from '../ports/clock.ts'
import { Refusal } from './reply.ts'
import type { Surface } from './surface.ts'

/** Requests a minute for each key, as the vendor counts them: trading and market data apart, in whole minutes of real time. */
export interface RateLimits {
  /** Counts a request; the headers every answer of a limited route carries. */
  count(surface: Surface, key: string): { headers: Record<string, string>; exceeded: boolean }
}

export function createRateLimits(perMinute: number, clock: Clock): RateLimits {
  const windows = new Map<string, { minute: number; used: number }>()
  return {
    count(surface, key) {
      const minute = Math.floor(clock.now() / MINUTE)
      const name = `${surface} ${key}`
      const known = windows.get(name)
      const window = known?.minute === minute ? known : { minute, used: 0 }
      window.used++
      windows.set(name, window)
      const headers = rateLimitHeaders(perMinute, Math.max(0, perMinute - window.used), ((minute + 1) * MINUTE) / 1000)
      return { headers, exceeded: window.used > perMinute }
    },
  }
}

/** `reset` in unix seconds. */
export function rateLimitHeaders(limit: number, remaining: number, reset: number): Record<string, string> {
  return {
    'X-RateLimit-Limit': String(limit),
    'X-RateLimit-Remaining': String(remaining),
    'X-RateLimit-Reset': String(Math.ceil(reset)),
  }
}

/** The two hosts word the same refusal differently. */
export function tooMany(surface: Surface): Refusal {
  return surface === 'trading' ? new Refusal(429, 'rate limit exceeded', 42910000) : new Refusal(429, 'too many requests.')
}
