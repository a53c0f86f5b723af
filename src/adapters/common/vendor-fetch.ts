import { throwIfAborted } from '../../core/errors.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { CallMetrics } from './call-metrics.ts'
import type { CallQueue } from './call-queue.ts'
import type { Resilience } from './resilience.ts'
import { type Call, isRepeatable, type Transport } from './transport.ts'
import { canceled, VendorFault } from './vendor-fault.ts'

export interface FetchParts {
  name: string
  clock: Clock
  log: Log
  calls: CallMetrics
  queue: CallQueue
  resilience: Resilience
  transport: Transport
}

/** `onSend` is told just before the first byte may leave: what was stopped before that has changed nothing at the vendor. */
export interface VendorInit extends RequestInit {
  onSend?(): void
}

/** A fetch whose every attempt waits its turn in the queue and passes the breaker; VendorClient says what resolves and what rejects. */
export function createVendorFetch(parts: FetchParts): typeof fetch {
  const { name, log, calls, resilience } = parts
  return async (input, init: VendorInit = {}) => {
    const call = await readCall(input, init)
    if (call.signal) throwIfAborted(call.signal)
    const repeatable = isRepeatable(call.method)
    calls.call()
    try {
      return await resilience.run(() => attempt(parts, call, repeatable, init.onSend), repeatable, call.signal)
    } catch (thrown) {
      if (call.signal?.aborted) throw canceled(call.signal)
      calls.failed()
      if (!repeatable && thrown instanceof VendorFault && thrown.retryable && thrown.response) return thrown.response
      log.debug('vendor.failed', { vendor: name, reason: thrown instanceof Error ? thrown.message : String(thrown) })
      throw thrown
    }
  }
}

/** A vendor that wants to be left alone longer than this gets its calls refused one by one. */
const LONGEST_HOLD_MS = 60_000

/**
 * The queue is outside the breaker: an attempt that has waited long meets the breaker as it is then. What changes something at the vendor goes
 * first and passes an open breaker: that reading failed is no reason to refuse a cancel.
 */
function attempt(parts: FetchParts, call: Call, repeatable: boolean, onSend?: () => void): Promise<Response> {
  const { queue, resilience, transport, calls, clock } = parts
  const run = async () => {
    const begun = clock.elapsed()
    const send = () => {
      onSend?.()
      return transport.send(call)
    }
    try {
      const response = await (repeatable ? resilience.guard(send) : send())
      calls.vendorClock(Date.parse(response.headers.get('date') ?? ''), clock.now())
      return response
    } catch (thrown) {
      const wait = thrown instanceof VendorFault && thrown.limited ? (thrown.retryAfterMs ?? 0) : 0
      if (wait <= LONGEST_HOLD_MS) queue.hold(wait)
      throw thrown
    } finally {
      calls.attempt(clock.elapsed() - begun)
    }
  }
  return queue.add(run, call.signal, !repeatable)
}

async function readCall(input: string | URL | Request, init: RequestInit): Promise<Call> {
  const request = input instanceof Request ? input : null
  const body = init.body ?? (request?.body ? await request.arrayBuffer() : null)
  return {
    url: new URL(request ? request.url : String(input)),
    method: (init.method ?? request?.method ?? 'GET').toUpperCase(),
    headers: new Headers(init.headers ?? request?.headers),
    body,
    redirect: init.redirect ?? 'error',
    signal: init.signal ?? request?.signal ?? null,
  }
}
