import {
  BrokenCircuitError,
  BulkheadRejectedError,
  bulkhead,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhen,
  wrap,
} from 'cockatiel'
import { OpenbellError } from '../../core/errors.ts'

const AT_ONCE = 4
const WAITING = 16
const FAILURES = 3
const HALF_OPEN_MS = 30_000

export interface Guard {
  /** @throws OpenbellError unavailable while the breaker is open, or when too much waits already; else what the work throws */
  run<T>(work: () => Promise<T>): Promise<T>
}

/** One peer's fence: a few calls at once, and none for a while after three failures in a row. */
export function createGuard(peer: string): Guard {
  const breaker = circuitBreaker(handleWhen(isPeerFailure), {
    halfOpenAfter: HALF_OPEN_MS,
    breaker: new ConsecutiveBreaker(FAILURES),
  })
  const policy = wrap(bulkhead(AT_ONCE, WAITING), breaker)
  return {
    run: (work) =>
      policy.execute(work).catch((thrown) => {
        throw ours(peer, thrown)
      }),
  }
}

/** A peer that says no is alive; so is one whose caller gave up. */
function isPeerFailure(error: Error): boolean {
  return error instanceof OpenbellError && error.kind === 'unavailable'
}

function ours(peer: string, thrown: unknown): unknown {
  if (thrown instanceof BrokenCircuitError) {
    const again = `try again in ${HALF_OPEN_MS / 1000} s`
    return new OpenbellError('unavailable', `peer '${peer}' failed ${FAILURES} times in a row and is not asked for now`, again)
  }
  if (thrown instanceof BulkheadRejectedError) {
    return new OpenbellError(
      'unavailable',
      `${AT_ONCE + WAITING} calls of peer '${peer}' are under way already`,
      'try again in a moment',
    )
  }
  return thrown
}
