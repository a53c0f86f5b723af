import { asOpenbellError, consequences, type ErrorKind, OpenbellError } from '../../core/errors.ts'
import type { Context } from '../context.ts'
import type { Check } from './output.ts'

/** What a check found; `kind` goes with `fail`. */
export interface Finding {
  status: Check['status']
  message: string
  kind?: ErrorKind
  hint?: string
}

/** A check that hangs is failed after this long; the others do not wait for it. */
const CHECK_DEADLINE_MS = 5000

/** Runs one check on a context of its own: its error is its finding, and a hung one is cut off. */
export async function runCheck(
  context: Context,
  name: string,
  check: (context: Context) => Promise<Finding>,
  deadlineMs = CHECK_DEADLINE_MS,
): Promise<Check> {
  let started = context.clock.elapsed()
  const overtime = AbortSignal.timeout(deadlineMs)
  const signal = AbortSignal.any([context.signal, overtime])
  const { promise: cut, reject } = Promise.withResolvers<Finding>()
  const cutOff = () => reject(lateOrCanceled(overtime, deadlineMs))
  signal.addEventListener('abort', cutOff, { once: true })
  const found = turn().then(() => {
    started = context.clock.elapsed()
    return check({ ...context, signal })
  })
  const finding = await Promise.race([found, cut])
    .catch((thrown) => failing(thrown, overtime, deadlineMs))
    // A server's own signal outlives the check: what listens to it would be kept for ever.
    .finally(() => signal.removeEventListener('abort', cutOff))
  found.catch(() => {})
  const { status, message, kind = null, hint = null } = finding
  return { name, status, message, ms: Math.round(context.clock.elapsed() - started), kind: status === 'fail' ? kind : null, hint }
}

/** A later turn of the event loop: every check has its deadline before the first one can block. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

function lateOrCanceled(overtime: AbortSignal, deadlineMs: number): OpenbellError {
  if (!overtime.aborted) return new OpenbellError('canceled', 'interrupted before it finished')
  return new OpenbellError('unavailable', `no answer within ${deadlineMs / 1000} s`, 'openbell doctor')
}

function failing(thrown: unknown, overtime: AbortSignal, deadlineMs: number): Finding {
  const error = asOpenbellError(thrown)
  if (error.kind === 'canceled' && !overtime.aborted) throw error
  const { kind, message, hint } = error.kind === 'canceled' ? lateOrCanceled(overtime, deadlineMs) : error
  return { status: 'fail', message, kind, ...(hint === null ? {} : { hint }) }
}

/** Checks that rest on the account or on the data. */
const RESTING = new Set(['orders', 'calendar'])

/** One fault that stops several checks is the finding of the one it comes from: the account's or the data's. */
export function saidOnce(checks: readonly Check[]): Check[] {
  const sources = checks.filter(({ name, status }) => status === 'fail' && (name === 'account' || name === 'data'))
  return checks.map((check) => {
    const cause = sources.find((one) => one.kind === check.kind && one.message === check.message)
    if (cause === undefined || !RESTING.has(check.name)) return check
    return { ...check, status: 'skipped', message: `not looked at: see ${cause.name}`, kind: null, hint: null }
  })
}

/** Gravest first: what makes every other answer doubtful stands before what merely is missing. */
const GRAVITY: ErrorKind[] = [
  'internal',
  'diverged',
  'config',
  'denied',
  'rejected',
  'unavailable',
  'no-data',
  'not-found',
  'usage',
  'canceled',
]

/** Exit code of the gravest failed check; 0 when none failed. */
export function exitCodeOf({ checks }: { checks: Pick<Check, 'status' | 'kind'>[] }): number {
  const failed = checks.filter((check) => check.status === 'fail').map((check) => check.kind ?? 'internal')
  const gravest = GRAVITY.find((kind) => failed.includes(kind))
  return gravest ? consequences[gravest].exit : 0
}
