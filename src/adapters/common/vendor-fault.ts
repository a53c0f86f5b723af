import { type ErrorKind, OpenbellError } from '../../core/errors.ts'

/**
 * A failed attempt at a vendor. `retryable`: worth another try (network, deadline, 429, 5xx); `limited`: it was a 429, which says
 * that we ask too fast and not that the vendor is ill; `retryAfterMs`: the wait the vendor asked for;
 * `response`: what it answered, when it answered at all. The message never holds a query string, header or body: those may carry secrets.
 */
export class VendorFault extends OpenbellError {
  readonly retryable: boolean
  readonly limited: boolean
  readonly retryAfterMs: number | null
  readonly response: Response | null

  constructor(kind: ErrorKind, message: string, facts: FaultFacts = {}) {
    super(kind, message, facts.hint ?? null, facts.cause)
    this.retryable = facts.retryable ?? false
    this.limited = facts.limited ?? false
    this.retryAfterMs = facts.retryAfterMs ?? null
    this.response = facts.response ?? null
  }
}

interface FaultFacts {
  hint?: string | null
  retryable?: boolean
  limited?: boolean
  retryAfterMs?: number | null
  response?: Response | null
  cause?: unknown
}

/** Host and path of a URL: the part that may be shown. The query may hold a crumb or a key. */
function shownUrl(url: URL): string {
  return `${url.host}${url.pathname}`
}

/** The error of a caller who gave up; never the vendor's fault. */
export function canceled(signal: AbortSignal): OpenbellError {
  if (signal.reason instanceof OpenbellError) return signal.reason
  return new OpenbellError('canceled', 'interrupted before it finished')
}

/** The promise's outcome, or `canceled` as soon as the signal fires; the work itself goes on for whoever shares it. */
export async function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) throw canceled(signal)
  const aborted = Promise.withResolvers<never>()
  const onAbort = () => aborted.reject(canceled(signal))
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    return await Promise.race([promise, aborted.promise])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

/** Our error inside whatever a vendor's library wrapped around it, or null. */
export function ownError(thrown: unknown): OpenbellError | null {
  let current = thrown
  for (let depth = 0; depth < 8 && current instanceof Error; depth++) {
    if (current instanceof OpenbellError) return current
    current = current.cause
  }
  return null
}

/** What a status of 429 or 5xx means for the call. `now` in epoch milliseconds, for absolute reset times. */
export function statusFault(name: string, url: URL, response: Response, now: number): VendorFault {
  const limited = response.status === 429
  const reason = limited ? 'says there were too many requests (HTTP 429)' : `failed with HTTP ${response.status}`
  return new VendorFault('unavailable', `${name} ${reason} at ${shownUrl(url)}`, {
    hint: limited ? 'wait a minute and try again, or read what is kept: --source store' : laterHint,
    retryable: true,
    limited,
    // Every answer says when the minute of requests begins anew; only one that was too many has to wait for it.
    retryAfterMs: limited || response.headers.has('retry-after') ? retryAfter(response.headers, now) : null,
    response,
  })
}

/** A fault of the connection or of the deadline. */
export function networkFault(name: string, url: URL, cause: unknown, timedOutMs: number | null): VendorFault {
  const reason = timedOutMs === null ? `cannot be reached (${causeCode(cause)})` : `did not answer within ${timedOutMs} ms`
  return new VendorFault('unavailable', `${name} ${reason} at ${shownUrl(url)}`, { hint: laterHint, retryable: true, cause })
}

/** A redirect is never followed: headers with keys would travel to another host. */
export function redirectFault(name: string, url: URL, response: Response): VendorFault {
  const target = response.headers.get('location') ?? 'an unnamed place'
  const host = URL.canParse(target, url.href) ? new URL(target, url).host : 'an unnamed place'
  return new VendorFault('unavailable', `${name} redirected ${shownUrl(url)} to ${host}, which is refused`, {
    hint: 'check the address with: openbell config',
    response,
  })
}

const laterHint = 'try again later, or read what is kept: --source store'

/** Milliseconds the vendor asks to wait: Retry-After (seconds or a date), else X-RateLimit-Reset (epoch seconds); null when it says nothing. */
export function retryAfter(headers: Headers, now: number): number | null {
  const after = headers.get('retry-after')
  if (after !== null) {
    if (/^\d+(\.\d+)?$/.test(after)) return Number(after) * 1000
    const date = Date.parse(after)
    if (!Number.isNaN(date)) return Math.max(0, date - now)
  }
  const reset = headers.get('x-ratelimit-reset')
  if (reset !== null && /^\d+(\.\d+)?$/.test(reset)) return Math.max(0, Number(reset) * 1000 - now)
  return null
}

/** The innermost error code (ECONNREFUSED, UND_ERR_SOCKET), else the innermost message; neither holds more than an address. */
function causeCode(thrown: unknown): string {
  let code: string | null = null
  let message = 'network error'
  let current = thrown
  for (let depth = 0; depth < 8 && current instanceof Error; depth++) {
    const own = (current as { code?: unknown }).code
    if (typeof own === 'string') code = own
    message = current.message
    current = current.cause
  }
  return code ?? message
}
