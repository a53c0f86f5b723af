/** What kind of failure this is; the kind alone decides exit code and HTTP status. */
export type ErrorKind =
  | 'internal'
  | 'usage'
  | 'config'
  | 'not-found'
  | 'no-data'
  | 'unavailable'
  | 'denied'
  | 'rejected'
  | 'diverged'
  | 'canceled'

/** The one table of consequences (design.md, "Errors"). */
export const consequences: Record<ErrorKind, { exit: number; http: number }> = {
  internal: { exit: 1, http: 500 },
  usage: { exit: 2, http: 400 },
  config: { exit: 3, http: 500 },
  'not-found': { exit: 4, http: 404 },
  'no-data': { exit: 4, http: 404 },
  unavailable: { exit: 5, http: 503 },
  denied: { exit: 6, http: 403 },
  rejected: { exit: 6, http: 422 },
  diverged: { exit: 7, http: 409 },
  canceled: { exit: 130, http: 499 },
}

/** Every kind, in the order of the table. */
export const ERROR_KINDS = Object.keys(consequences) as [ErrorKind, ...ErrorKind[]]

/** The only error class: what happened (with the value), and a command to type next. */
export class OpenbellError extends Error {
  override readonly name = 'OpenbellError'
  readonly kind: ErrorKind
  readonly hint: string | null

  constructor(kind: ErrorKind, message: string, hint: string | null = null, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.kind = kind
    this.hint = hint
  }

  toJSON(): ErrorReport {
    return { kind: this.kind, message: this.message, hint: this.hint }
  }
}

/** The wire form of an error, on every surface. */
export interface ErrorReport {
  kind: ErrorKind
  message: string
  hint: string | null
}

/** How an abort signal and a prompt closed with Ctrl-C say that the person gave up. */
const INTERRUPTIONS: ReadonlySet<string> = new Set(['AbortError', 'ExitPromptError'])

/** Wraps anything thrown: our errors pass, aborts become `canceled`, the rest is our bug. */
export function asOpenbellError(thrown: unknown): OpenbellError {
  if (thrown instanceof OpenbellError) return thrown
  if (thrown instanceof Error && INTERRUPTIONS.has(thrown.name)) {
    return new OpenbellError('canceled', 'interrupted before it finished', null, thrown)
  }
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  return new OpenbellError('internal', message, 'openbell doctor', thrown)
}

/** Throws `canceled` once the signal has fired; called between units of work. */
export function throwIfAborted(signal: AbortSignal): void {
  if (!signal.aborted) return
  if (signal.reason instanceof OpenbellError) throw signal.reason
  throw new OpenbellError('canceled', 'interrupted before it finished')
}

/** What a promise answers, or null when it fails with one of these kinds; every other failure stays a failure. */
export async function orNull<T>(kinds: readonly ErrorKind[], answer: Promise<T>): Promise<T | null> {
  return answer.catch((thrown) => nullOn(kinds, thrown))
}

/** `orNull` of what is known at once. */
export function orNullSync<T>(kinds: readonly ErrorKind[], ask: () => T): T | null {
  try {
    return ask()
  } catch (thrown) {
    return nullOn(kinds, thrown)
  }
}

function nullOn(kinds: readonly ErrorKind[], thrown: unknown): null {
  if (thrown instanceof OpenbellError && kinds.includes(thrown.kind)) return null
  throw thrown
}
