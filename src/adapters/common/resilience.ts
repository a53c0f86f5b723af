import {
  BrokenCircuitError,
  CircuitState,
  ConsecutiveBreaker,
  ConstantBackoff,
  circuitBreaker,
  handleWhen,
  retry,
} from 'cockatiel'
import { throwIfAborted } from '../../core/errors.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import { VendorFault } from './vendor-fault.ts'

/** Waits and thresholds; the defaults are what design and contract promise, tests shorten them. */
export interface VendorTiming {
  /** First backoff; doubles with each retry (1, 2, 4 s), and full jitter draws from [0, that). */
  backoffMs: number
  retries: number
  /** Consecutive failed attempts that open the breaker. */
  breakerFailures: number
  halfOpenMs: number
  /** A vendor that asks for a longer wait than this is not waited for. */
  longestWaitMs: number
  /** Uniform in [0, 1). */
  random: () => number
}

export const defaultTiming: VendorTiming = {
  backoffMs: 1000,
  retries: 3,
  breakerFailures: 5,
  halfOpenMs: 30_000,
  longestWaitMs: 60_000,
  random: Math.random,
}

export interface Resilience {
  /** Runs attempts until one succeeds, the fault is not worth a retry, or the retries are spent. Only `repeatable` calls get a second attempt. */
  run<T>(attempt: () => Promise<T>, repeatable: boolean, signal: AbortSignal | null): Promise<T>
  /** Runs one attempt through the breaker. */
  guard<T>(attempt: () => Promise<T>): Promise<T>
  breaker(): 'closed' | 'open' | 'half-open'
  retries(): number
}

export interface ResilienceOptions {
  name: string
  clock: Clock
  log: Log
  timing: VendorTiming
}

/** Retries with exponential backoff and a circuit breaker around a vendor. */
export function createResilience(options: ResilienceOptions): Resilience {
  const { timing } = options
  const breaker = circuitBreaker(handleWhen(isVendorFailure), {
    halfOpenAfter: timing.halfOpenMs,
    breaker: new ConsecutiveBreaker(timing.breakerFailures),
  })
  breaker.onBreak(() => options.log.warn('vendor.breaker.open', { vendor: options.name, halfOpenMs: timing.halfOpenMs }))
  breaker.onReset(() => options.log.info('vendor.breaker.closed', { vendor: options.name }))
  // The policy counts and decides; the waiting is ours, because the policy's own cannot be interrupted.
  const policy = retry(
    handleWhen((error) => isWorthRetry(error, timing)),
    { maxAttempts: timing.retries, backoff: new ConstantBackoff(0) },
  )
  let retries = 0
  return {
    async run(attempt, repeatable, signal) {
      if (!repeatable) return attempt()
      let last: unknown = null
      return policy.execute(async (context) => {
        if (context.attempt > 0) {
          retries++
          await pause(options, context.attempt, last, signal ?? never)
        }
        return attempt().catch((thrown) => {
          last = thrown
          throw thrown
        })
      })
    },
    guard: (attempt) => breaker.execute(attempt).catch((thrown) => Promise.reject(openBreakerFault(options, thrown))),
    breaker: () => breakerState(breaker.state),
    retries: () => retries,
  }
}

const never = new AbortController().signal

async function pause({ log, name, clock, timing }: ResilienceOptions, attempt: number, last: unknown, signal: AbortSignal) {
  throwIfAborted(signal)
  const delay = backoffDelay(attempt, last, timing)
  log.debug('vendor.retry', {
    vendor: name,
    attempt,
    delayMs: Math.round(delay),
    reason: last instanceof Error ? last.message : String(last),
  })
  await clock.sleep(clock.now() + delay, signal)
}

/** The vendor's own wish when it has one, else full jitter over 1, 2, 4 s. */
function backoffDelay(attempt: number, last: unknown, timing: VendorTiming): number {
  const drawn = timing.random() * timing.backoffMs * 2 ** (attempt - 1)
  if (last instanceof VendorFault && last.retryAfterMs !== null) return Math.max(last.retryAfterMs, drawn)
  return drawn
}

function isWorthRetry(error: Error, timing: VendorTiming): boolean {
  return error instanceof VendorFault && error.retryable && (error.retryAfterMs ?? 0) <= timing.longestWaitMs
}

/**
 * A 429, a caller's abort, an unknown symbol or bad keys say nothing about the vendor's health. (After one of these a half-open breaker closes,
 * but its count stands: the next failure opens it at once.)
 */
function isVendorFailure(error: Error): boolean {
  return error instanceof VendorFault && error.retryable && !error.limited
}

function openBreakerFault({ name, timing }: ResilienceOptions, thrown: unknown): unknown {
  if (!(thrown instanceof BrokenCircuitError)) return thrown
  return new VendorFault('unavailable', `${name} failed ${timing.breakerFailures} times in a row and is not asked for now`, {
    hint: `try again in ${Math.ceil(timing.halfOpenMs / 1000)} s, or read what is kept: --source store`,
  })
}

function breakerState(state: CircuitState): 'closed' | 'open' | 'half-open' {
  if (state === CircuitState.Closed) return 'closed'
  return state === CircuitState.HalfOpen ? 'half-open' : 'open'
}
